import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { z } from "zod";
import { changeAccount } from "../../../d1/accounts/accounts.ts";
import { rotateFamily } from "../../../d1/accounts/refresh.ts";
import { openBrowser, type Clock } from "../support/browser.ts";
import { auditOf, openListener } from "../support/listener.ts";
import {
  callback,
  codeFor,
  errorOf,
  makeClient,
  proofKey,
  redeem,
  refreshWith,
  servicesAt,
  tokensFor,
  tokensOf,
  verifier,
  withRefreshToken,
} from "../support/oauth.ts";

const start = Date.parse("2026-11-21T12:00:00Z");
const day = 24 * 3600 * 1000;

async function openApp(options: { isPublic?: boolean; scope?: string } = {}) {
  const clock: Clock = { now: start };
  const [listener, client] = [await openListener({ clock }), await makeClient(options)];
  const tokens = await tokensFor(listener.browser, client, options.scope);
  return { ...listener, clock, client, tokens };
}

test.each([true, false])("RFC 9700 4.14.2: each refresh brings another token (public client: %s)", async (isPublic) => {
  const { browser, client, tokens, clock, account } = await openApp({ isPublic });
  clock.now += 60_000;
  const next = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  expect(next.refresh_token).not.toBe(tokens.refresh_token);
  expect(next.scope).toBe(tokens.scope);
  expect(decodeJwt(next.access_token)).toMatchObject({
    sub: account.id,
    sid: decodeJwt(tokens.access_token)["sid"],
    iat: clock.now / 1000,
  });
  // Without a nonce: it belongs to the first one (OpenID Connect Core 12.2).
  expect(decodeJwt(next.id_token ?? "")).toMatchObject({ sub: account.id, auth_time: start / 1000 });
});

test("fifty who refresh with one token at once all get the same new one", async () => {
  const { browser, client, tokens } = await openApp();
  const responses = await Promise.all(Array.from({ length: 50 }, () => refreshWith(browser, client, tokens.refresh_token)));
  const all = await Promise.all(responses.map(withRefreshToken));
  expect(new Set(all.map((answer) => answer.refresh_token)).size).toBe(1);
  expect(all[0]?.refresh_token).not.toBe(tokens.refresh_token);
  expect((await refreshWith(browser, client, all[0]?.refresh_token ?? "")).status).toBe(200);
});

test("whoever read the family before others rotated it twice does not turn it back", async () => {
  const { browser, client, tokens } = await openApp();
  const { accounts } = servicesAt(start);
  const next = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  const last = await withRefreshToken(await refreshWith(browser, client, next.refresh_token));
  const id = tokens.refresh_token.split(".")[0] ?? "";
  expect(await rotateFamily(accounts, { id, generation: 0 }, { now: start, expiresAt: start + day })).toBe(false);
  expect((await refreshWith(browser, client, last.refresh_token)).status).toBe(200);
});

test("an answer that was lost is given again for half a minute", async () => {
  const { browser, client, tokens, clock } = await openApp();
  const first = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  clock.now += 30_000;
  const again = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  expect(again.refresh_token).toBe(first.refresh_token);
});

test("RFC 9700 4.14.2: a token that comes back later ends the session, for thief and owner, and it is written down", async () => {
  const { browser, client, tokens, clock, account } = await openApp();
  const next = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  clock.now += 30_001;
  expect(await errorOf(await refreshWith(browser, client, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
  expect(await errorOf(await refreshWith(browser, client, next.refresh_token))).toEqual([400, "invalid_grant"]);
  const headers = { authorization: `Bearer ${next.access_token}` };
  expect((await openBrowser({ clock }).send("GET", "/oauth/userinfo", { headers })).status).toBe(401);
  expect(await auditOf(account)).toContain("refresh_token_reused");
});

test("the one before the former is reused however soon it comes", async () => {
  const { browser, client, tokens } = await openApp();
  const second = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  await refreshWith(browser, client, second.refresh_token);
  expect(await errorOf(await refreshWith(browser, client, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
});

test("RFC 6749 6: a refresh token is good for its own client, and another's attempt costs it nothing", async () => {
  const { browser, client, tokens } = await openApp();
  expect(await errorOf(await refreshWith(browser, await makeClient(), tokens.refresh_token))).toEqual([400, "invalid_grant"]);
  expect((await refreshWith(browser, client, tokens.refresh_token)).status).toBe(200);
});

test("RFC 6749 6: less scope may be asked for, never more, and the session keeps its own", async () => {
  const { browser, client, tokens } = await openApp({ scope: "openid streaming user-read-email" });
  const more = await refreshWith(browser, client, tokens.refresh_token, { scope: "streaming playlist-read-private" });
  expect(await errorOf(more)).toEqual([400, "invalid_scope"]);
  const less = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token, { scope: "streaming" }));
  expect([less.scope, decodeJwt(less.access_token)["scope"], less.id_token]).toEqual(["streaming", "streaming", undefined]);
  expect((await tokensOf(await refreshWith(browser, client, less.refresh_token))).scope).toBe("openid user-read-email streaming");
});

test("a session ends sixty days after its last use", async () => {
  const { browser, client, tokens, clock } = await openApp();
  clock.now += 60 * day - 1;
  const next = await withRefreshToken(await refreshWith(browser, client, tokens.refresh_token));
  clock.now += 60 * day;
  expect(await errorOf(await refreshWith(browser, client, next.refresh_token))).toEqual([400, "invalid_grant"]);
});

test("what the plan entitles to now stands in the next token", async () => {
  const { browser, client, tokens, account } = await openApp();
  expect(decodeJwt(tokens.access_token)["plan"]).toBe("free");
  await changeAccount(servicesAt(start).accounts, account.id, { plan: "premium", roles: ["listener", "artist"] }, { now: start });
  const next = await tokensOf(await refreshWith(browser, client, tokens.refresh_token));
  expect(decodeJwt(next.access_token)).toMatchObject({ plan: "premium", roles: ["listener", "artist"] });
});

test("a refresh token with a letter changed, of another purpose or generation is none", async () => {
  const { browser, client, tokens } = await openApp();
  const [id, generation, key, mac] = tokens.refresh_token.split(".");
  const cookie = browser.cookies.get("__Host-session") ?? "";
  const forged = [`${id}.1.${key}.${mac}`, `${id}.${generation}.${key}.${"A".repeat(24)}`, cookie, "", "x", tokens.access_token];
  for (const text of forged.slice(0, 3)) expect(await errorOf(await refreshWith(browser, client, text))).toEqual([400, "invalid_grant"]);
  expect(await errorOf(await refreshWith(browser, client, ""))).toEqual([400, "invalid_request"]);
  for (const text of forged.slice(4)) expect(await errorOf(await refreshWith(browser, client, text))).toEqual([400, "invalid_grant"]);
  expect((await refreshWith(browser, client, tokens.refresh_token)).status).toBe(200);
});

test("an app's refresh token logs no browser in", async () => {
  const { tokens, clock } = await openApp();
  const thief = openBrowser({ clock });
  thief.cookies.set("__Host-session", tokens.refresh_token);
  expect((await thief.send("GET", "/accounts/v1/consents")).status).toBe(401);
});

test("a client that may not refresh gets nothing to refresh with", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient({ grantTypes: ["authorization_code"] })];
  const tokens = await tokensOf(await redeem(browser, client, await codeFor(browser, client, proofKey), { code_verifier: verifier }));
  expect(tokens.refresh_token).toBeUndefined();
  expect(await errorOf(await refreshWith(browser, client, "x"))).toEqual([400, "unauthorized_client"]);
});

test("consents are listed, and withdrawing one ends the app's sessions at once and no other's", async () => {
  const clock: Clock = { now: start };
  const [{ browser }, first, second] = [await openListener({ clock }), await makeClient({ name: "First" }), await makeClient()];
  const [tokens, others] = [await tokensFor(browser, first), await tokensFor(browser, second)];
  const listed = z.object({ consents: z.array(z.object({ client: z.object({ id: z.string() }), scope: z.array(z.string()) })) });
  const list = async () => listed.parse(await (await browser.send("GET", "/accounts/v1/consents")).json()).consents;
  expect(Object.fromEntries((await list()).map(({ client, scope }) => [client.id, scope]))).toEqual({
    [first.id]: ["openid", "streaming"],
    [second.id]: ["openid", "streaming"],
  });
  for (let time = 0; time < 2; time++) expect((await browser.send("DELETE", `/accounts/v1/consents/${first.id}`)).status).toBe(204);
  expect((await list()).map(({ client }) => client.id)).toEqual([second.id]);
  expect(await errorOf(await refreshWith(browser, first, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
  expect((await refreshWith(browser, second, others.refresh_token)).status).toBe(200);
  const asked = await browser.send(
    "GET",
    `/authorize?response_type=code&client_id=${first.id}&redirect_uri=${encodeURIComponent(callback)}&scope=streaming`,
  );
  expect(asked.headers.get("location")).toMatch(/^\/consent\?/);
});

test("withdrawing what was never given writes nothing", async () => {
  const { browser, account } = await openListener();
  const none = `/accounts/v1/consents/${"x".repeat(3000)}`;
  for (let time = 0; time < 3; time++) expect((await browser.send("DELETE", none)).status).toBe(204);
  expect(await auditOf(account)).toEqual([]);
});
