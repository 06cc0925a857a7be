/** What an app was promised in a browser's session holds as long as that session does. */
import { beforeAll, expect, test } from "vitest";
import { deviceAuthorizationResponseSchema } from "../../../contracts/oauth.ts";
import { sessionListSchema } from "../../../contracts/accounts/session.ts";
import { endSessions } from "../../../d1/accounts/sessions.ts";
import { hashPassword } from "../password-hash.ts";
import { openBrowser, type Browser, type Clock } from "../support/browser.ts";
import { openListener } from "../support/listener.ts";
import { codeFor, errorOf, makeClient, postAs, redeem, servicesAt } from "../support/oauth.ts";

const start = Date.parse("2026-11-21T12:00:00Z");
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
const [old, fresh] = ["purple-otter-climbs-77", "seven-brass-looms-dream"];
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(old);
});

/** Somebody who is logged in twice, and an app. */
async function openAda() {
  const clock: Clock = { now: start };
  const { browser, account } = await openListener({ clock, account: { passwordHash } });
  const other = openBrowser({ clock });
  await other.send("POST", "/accounts/v1/login", { body: { email: account.email, password: old } });
  return { clock, browser, other, account, client: await makeClient() };
}
type Ada = Awaited<ReturnType<typeof openAda>>;

/** A code and a device's approval, by one browser. @returns what redeeming both answers */
async function promise(browser: Browser, { client, clock }: Ada): Promise<() => Promise<number[]>> {
  const code = await codeFor(browser, client, { scope: "streaming" });
  const begun = await postAs(browser, client, "/api/device_authorization", { scope: "streaming" });
  const device = deviceAuthorizationResponseSchema.parse(await begun.json());
  const decided = await browser.send("POST", "/accounts/v1/activation", { body: { user_code: device.user_code, decision: "allow" } });
  expect(decided.status).toBe(204);
  return async () => {
    clock.now += 10;
    const polled = await postAs(browser, client, "/api/token", { grant_type: deviceGrant, device_code: device.device_code });
    const answers = [await redeem(browser, client, code), polled];
    for (const answer of answers) if (answer.status !== 200) expect(await errorOf(answer)).toEqual([400, "invalid_grant"]);
    return answers.map(({ status }) => status);
  };
}

const ends: [string, (ada: Ada) => Promise<unknown>][] = [
  ["logs out", ({ other }) => other.send("POST", "/accounts/v1/logout")],
  ["is shown the door by another session", ({ browser }) => browser.send("DELETE", "/accounts/v1/sessions")],
  [
    "is ended by name",
    async ({ browser, other }) => {
      const list = await other.send("GET", "/accounts/v1/sessions");
      const session = sessionListSchema.parse(await list.json()).sessions.find(({ current }) => current);
      return browser.send("DELETE", `/accounts/v1/sessions/${session?.id}`);
    },
  ],
  ["loses a role", ({ account, clock }) => endSessions(servicesAt(clock.now).accounts, { accountId: account.id }, "revoked", clock.now)],
];
test.each(ends)("what a browser promised is worth nothing once it %s", async (_, end) => {
  const ada = await openAda();
  const come = await promise(ada.other, ada);
  await end(ada);
  expect(await come()).toEqual([400, 400]);
});

test("what another browser promised holds", async () => {
  const ada = await openAda();
  const come = await promise(ada.browser, ada);
  await ada.other.send("POST", "/accounts/v1/logout");
  expect(await come()).toEqual([200, 200]);
});

test("what was promised elsewhere while the password was being changed is worth nothing, whatever the clocks say", async () => {
  const ada = await openAda();
  // The change began before, and is written after.
  ada.clock.now = start + 500;
  const come = await promise(ada.other, ada);
  ada.clock.now = start;
  const changed = await ada.browser.send("POST", "/accounts/v1/password", { body: { current: old, password: fresh } });
  expect(changed.status).toBe(204);
  ada.clock.now = start + 600;
  expect(await come()).toEqual([400, 400]);
});
