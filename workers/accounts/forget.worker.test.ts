import { expect, test } from "vitest";
import { readCode } from "../../d1/accounts/codes.ts";
import { readDevice } from "../../d1/accounts/devices.ts";
import { wasBegun } from "../../d1/accounts/refresh.ts";
import { deviceAuthorizationResponseSchema } from "../../contracts/oauth.ts";
import { forgetAuthorizations, forgetSessions } from "./forget.ts";
import type { Clock } from "./support/browser.ts";
import { openListener } from "./support/listener.ts";
import { codeFor, errorOf, makeClient, postAs, redeem, refreshWith, servicesAt, tokensFor } from "./support/oauth.ts";

const start = Date.parse("2026-11-21T00:00:00Z");
const day = 24 * 3600_000;

/** The first 64 of 1,024 slices, which the test's database holds, have their turns in the first hour and a half of a day. */
async function forgetAllDay(from: number): Promise<void> {
  const { accounts } = servicesAt(from);
  for (let minute = 0; minute <= 90; minute++) await forgetSessions({ accounts, now: from + minute * 60_000 });
}

test("a code and a device are forgotten a day after they expired, not before", async () => {
  const clock: Clock = { now: start };
  const [{ browser }, client] = [await openListener({ clock }), await makeClient()];
  const [code = ""] = (await codeFor(browser, client)).split(".");
  const begun = deviceAuthorizationResponseSchema.parse(await (await postAs(browser, client, "/api/device_authorization", {})).json());
  const [device = ""] = begun.device_code.split(".");
  const services = servicesAt(start);
  await forgetAuthorizations({ ...services, now: start + day + 60_000 });
  expect([await readCode(services.accounts, code), await readDevice(services.directorySlices, device)]).not.toContain(undefined);
  await forgetAuthorizations({ ...services, now: start + day + 600_001 });
  expect([await readCode(services.accounts, code), await readDevice(services.directorySlices, device)]).toEqual([undefined, undefined]);
});

test("a session is forgotten a month after its end; one that stands, never", async () => {
  const clock: Clock = { now: start };
  const [{ browser }, client] = [await openListener({ clock }), await makeClient()];
  const { accounts } = servicesAt(start);
  const [ended, standing] = [await tokensFor(browser, client), await tokensFor(browser, client)];
  const idOf = (token: string) => token.split(".")[0] ?? "";
  await postAs(browser, client, "/api/revoke", { token: ended.refresh_token });
  await forgetAllDay(start + 29 * day);
  expect(await wasBegun(accounts, idOf(ended.refresh_token))).toBe(true);
  await forgetAllDay(start + 30 * day + 1);
  expect(await wasBegun(accounts, idOf(ended.refresh_token))).toBe(false);
  expect((await refreshWith(browser, client, standing.refresh_token)).status).toBe(200);
  await forgetAllDay(start + 91 * day);
  expect(await wasBegun(accounts, idOf(standing.refresh_token))).toBe(false);
});

test("a code that comes back within a day still ends what came of it", async () => {
  const clock: Clock = { now: start };
  const [{ browser }, client] = [await openListener({ clock }), await makeClient()];
  const code = await codeFor(browser, client, { scope: "openid" });
  expect((await redeem(browser, client, code)).status).toBe(200);
  clock.now += 3600_000;
  await forgetAuthorizations({ ...servicesAt(start), now: clock.now });
  expect(await errorOf(await redeem(browser, client, code))).toEqual([400, "invalid_grant"]);
});
