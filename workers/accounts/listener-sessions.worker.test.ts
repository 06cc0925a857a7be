import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sessionListSchema } from "../../contracts/accounts/session.ts";
import { putClient } from "../../d1/accounts/clients.ts";
import { insertSession, sessionLimit, touchSession } from "../../d1/accounts/sessions.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { composeServices } from "./services.ts";
import { newSession, sessionLifetime } from "./session-row.ts";
import { origin, type Browser } from "./support/browser.ts";
import { openGuards } from "./support/guards.ts";
import { auditOf, openListener } from "./support/listener.ts";

const now = Date.UTC(2026, 10, 21, 12);
const services = composeServices(env, new Request(origin), now);

const list = async (browser: Browser) =>
  sessionListSchema.parse(await (await browser.send("GET", "/accounts/v1/sessions")).json()).sessions;
const isLoggedIn = async (browser: Browser) => (await browser.send("GET", "/accounts/v1/profile")).status === 200;

/** Another login of the same account: a browser's, or an app's. */
async function addSession(account: AccountRow, client?: { id: string; scope: string }): Promise<string> {
  const id = newIdBeside(account.id);
  const request = new Request(origin, { headers: { "user-agent": "A radio" } });
  const row = newSession({
    id,
    accountId: account.id,
    methods: ["pwd"],
    authenticatedAt: now,
    request,
    now: now + 1,
    ...(client && { client }),
  });
  await insertSession(services.accounts, row);
  return id;
}

async function openAda() {
  const guards = openGuards();
  const clock = { now };
  const { browser, account } = await openListener({ clock, bindings: guards.bindings });
  return { browser, account, clock, revoked: guards.revoked };
}

test("a listener sees every login that stands, newest first: browsers, and apps with their names and what they may do", async () => {
  const { browser, account, clock } = await openAda();
  const client = { id: services.accounts.newId(crypto.getRandomValues(new Uint8Array(16))), scope: "user-library-read streaming" };
  const common = { ownerId: null, description: "", website: null, redirectUris: [], grantTypes: [], secretHash: null, deletedAt: null };
  await putClient(services.accounts, { ...common, id: client.id, name: "Kitchen radio", createdAt: now, updatedAt: now });
  const app = await addSession(account, client);
  const [first, second] = await list(browser);
  expect(first).toMatchObject({ id: app, current: false, client: { id: client.id, name: "Kitchen radio" }, user_agent: "A radio" });
  expect(first?.scope.toSorted()).toEqual(["streaming", "user-library-read"]);
  expect(second).toMatchObject({ current: true, client: null, methods: ["pwd"], created_at: new Date(now).toISOString() });
  clock.now += sessionLifetime - 1;
  await browser.send("POST", "/accounts/v1/session");
  clock.now += 2;
  expect((await list(browser)).map(({ current }) => current)).toEqual([true]);
});

test("one that is ended is refused at once, also by its tokens; ending it again changes nothing", async () => {
  const { browser, account, revoked } = await openAda();
  const other = await addSession(account);
  for (const _ of [1, 2]) expect((await browser.send("DELETE", `/accounts/v1/sessions/${other}`)).status).toBe(204);
  expect([...revoked]).toEqual([other]);
  expect((await list(browser)).length).toBe(1);
  expect(await auditOf(account)).toEqual(["sessions_ended"]);
});

test("all others are ended, and this one stays", async () => {
  const { browser, account, revoked } = await openAda();
  const others = [await addSession(account), await addSession(account, { id: "app", scope: "" })];
  expect((await browser.send("DELETE", "/accounts/v1/sessions")).status).toBe(204);
  expect([...revoked].toSorted()).toEqual(others.toSorted());
  expect((await list(browser)).map(({ current }) => current)).toEqual([true]);
});

test("ending the one that asks logs it out", async () => {
  const { browser } = await openAda();
  const [current] = await list(browser);
  expect((await browser.send("DELETE", `/accounts/v1/sessions/${current?.id}`)).status).toBe(204);
  // What remains says that the browser is known, not who is logged in.
  expect([await isLoggedIn(browser), ...browser.cookies.keys()]).toEqual([false, "__Host-browser"]);
});

test("nobody ends another listener's session, or what is no session", async () => {
  const [ada, eve] = [await openAda(), await openAda()];
  const [target] = await list(ada.browser);
  for (const id of [target?.id ?? "", "nonsense", "'%20OR%201=1"]) {
    expect((await eve.browser.send("DELETE", `/accounts/v1/sessions/${id}`)).status).toBe(204);
  }
  expect([await isLoggedIn(ada.browser), eve.revoked.size]).toEqual([true, 0]);
});

test("the list of ended sessions is spared those whose last token has expired, of browsers that are seen once an hour later", async () => {
  const { browser, account, clock, revoked } = await openAda();
  const [app, other] = [await addSession(account, { id: "app", scope: "" }), await addSession(account)];
  clock.now += 12 * 60_000;
  await browser.send("DELETE", "/accounts/v1/sessions");
  expect([...revoked]).toEqual([other]);
  const idle = await addSession(account);
  clock.now += 72 * 60_000;
  await browser.send("DELETE", "/accounts/v1/sessions");
  expect([revoked.has(app), revoked.has(idle), (await list(browser)).length]).toEqual([false, false, 1]);
});

test("of fifty-one logins of one app the one that was not used for longest ends; a browser's, and another app's, are counted apart", async () => {
  const { browser, account } = await openAda();
  const other = await addSession(account, { id: "radio", scope: "" });
  const oldest = await addSession(account, { id: "app", scope: "" });
  await touchSession(services.accounts, oldest, { now: now - 1, expiresAt: now + sessionLifetime });
  for (let count = 1; count < sessionLimit; count++) await addSession(account, { id: "app", scope: "" });
  expect((await list(browser)).length).toBe(sessionLimit + 2);
  const newest = await addSession(account, { id: "app", scope: "" });
  const stand = new Set((await list(browser)).map(({ id }) => id));
  expect([stand.size, stand.has(oldest), stand.has(newest), stand.has(other)]).toEqual([sessionLimit + 2, false, true, true]);
});
