import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { readAccount } from "../../d1/accounts/accounts.ts";
import { openDatabases } from "../../d1/databases.ts";
import { homeMarketAbroad } from "../../domain/entitlement.ts";
import { verifyAccessToken } from "../../frame/authenticate.ts";
import { entitle } from "./entitlements.ts";
import { countryOf } from "./market.ts";
import { origin } from "./support/browser.ts";
import { openListener } from "./support/listener.ts";

const start = Date.UTC(2026, 10, 1);
const accounts = openDatabases(env, env.ACCOUNTS_SLICES);

test("a journey is remembered from token to token: 14 days of home, then the country where one is, and home again", async () => {
  const { account } = await openListener({ clock: { now: start } });
  const see = async (country: string | undefined, now: number) => {
    const row = await readAccount(accounts, account.id);
    if (!row) throw new Error("no account");
    const { market } = await entitle({ accounts, now }, row, country);
    const { abroadMarket, abroadSince } = (await readAccount(accounts, account.id)) ?? row;
    return [market, abroadMarket, abroadSince];
  };
  const left = start + 1000;
  expect(await see("FR", left)).toEqual(["DE", "FR", left]);
  expect(await see("ES", left + homeMarketAbroad - 1)).toEqual(["DE", "ES", left]);
  expect(await see(undefined, left + homeMarketAbroad)).toEqual(["ES", "ES", left]);
  expect(await see("ES", left + homeMarketAbroad)).toEqual(["ES", "ES", left]);
  expect(await see("DE", left + homeMarketAbroad)).toEqual(["DE", null, null]);
});

test("a token says what the listener is entitled to", async () => {
  const clock = { now: start };
  const account = { plan: "premium", birthDate: "2015-05-05", market: "JP" } as const;
  const { browser } = await openListener({ clock, account });
  await browser.send("POST", "/accounts/v1/session");
  const token = browser.cookies.get("__Host-access") ?? "";
  const jwks: unknown = Reflect.get(env, "TOKEN_KEYS");
  const claims = await verifyAccessToken(token, { jwks: String(jwks), issuers: [origin], now: new Date(start) });
  expect(claims).toMatchObject({ plan: "premium", market: "JP", explicit: "under_age" });
});

test.each([
  ["FR", "edge", "FR"],
  ["XX", "edge", undefined],
  ["T1", "edge", undefined],
  [undefined, "edge", undefined],
  ["FR", "visitor", undefined],
])("a request from %s is, by the %s, from %s", (country, source, expected) => {
  const request = new Request(origin, { ...(country !== undefined && { cf: { country } }) });
  expect(countryOf(request, source)).toBe(expected);
});
