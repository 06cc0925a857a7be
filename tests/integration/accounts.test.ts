/** Accounts as one machine runs them: the mail is read at /dev/mail, and the demo's people are there. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoPassword, seedDemoAccounts } from "../../tools/start/demo-accounts.ts";
import { openFetchBrowser } from "../support/fetch-browser.ts";
import { startService, type TestService } from "../support/runtime.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService({ vars: { DEMO: "on" } });
});
afterAll(() => service.stop());

/** Somebody's browser, on the service's own pages. */
function openVisitor(): (method: string, path: string, body?: unknown) => Promise<Response> {
  const browser = openFetchBrowser();
  return (method, path, body) => browser.send(service.url + path, { method, body });
}

const password = "purple-otter-climbs-77";

/** Text of the newest message to somebody, as the pages show it. */
async function readNewestMail(to: string): Promise<string> {
  const list = await (await fetch(`${service.url}/dev/mail`)).text();
  const [, path = ""] = new RegExp(`<a href="(/dev/mail/\\w+)">[^<]*</a><small>to ${to},`).exec(list) ?? [];
  return (await fetch(service.url + path)).text();
}

test("somebody registers, reads the mail, and is a listener to every room", async () => {
  const send = openVisitor();
  const answer = await send("POST", "/accounts/v1/registrations", { email: "New@One.test", password, display_name: "New <One>" });
  expect(answer.status).toBe(202);
  const [, ticket] = /\/verify\?ticket=([\w.]+)"/.exec(await readNewestMail("new@one.test")) ?? [];
  const confirmed = await send("POST", "/accounts/v1/registrations/confirm", { ticket });
  expect(await confirmed.json()).toMatchObject({ listener: { email: "new@one.test", display_name: "New <One>", account_plan: "free" } });
  expect((await send("GET", "/v1/browse/new-releases")).status).toBe(200);
  expect((await send("POST", "/accounts/v1/logout")).status).toBe(204);
  expect(await (await send("POST", "/accounts/v1/session")).json()).toMatchObject({ listener: null });
});

test("the demo's people are made once, and log in with the password that everybody knows", async () => {
  await seedDemoAccounts(service);
  await seedDemoAccounts(service);
  for (const [name, plan, role] of [
    ["free", "free", "listener"],
    ["premium", "premium", "listener"],
    ["artist", "free", "artist"],
    ["label", "free", "label"],
    ["moderator", "free", "moderator"],
    ["admin", "free", "admin"],
  ] as const) {
    const answer = await openVisitor()("POST", "/accounts/v1/login", {
      email: `${name}@demo.test`,
      password: demoPassword,
    });
    const body: unknown = await answer.json();
    expect(body).toMatchObject({ plan, listener: { account_plan: plan, roles: expect.arrayContaining([role]) } });
  }
});

test("logins that are broken off hold up nobody who comes after them", async () => {
  await seedDemoAccounts(service);
  const body = { email: "free@demo.test", password: demoPassword };
  const url = `${service.url}/accounts/v1/login`;
  for (let round = 0; round < 3; round++) {
    const giveUp = new AbortController();
    const headers = { origin: service.url };
    const broken = Array.from({ length: 8 }, (_, index) => {
      const other = JSON.stringify({ ...body, email: `${round}-${index}@nobody.test` });
      return fetch(url, { method: "POST", headers, body: other, signal: giveUp.signal }).catch(() => undefined);
    });
    // They wait for their turns by then: a hash takes longer than this request.
    await openVisitor()("POST", "/accounts/v1/session");
    giveUp.abort();
    await Promise.all(broken);
  }
  // Whoever is gone keeps a place for a second and a half at most; until then one is told to come back.
  await expect.poll(async () => (await openVisitor()("POST", "/accounts/v1/login", body)).status, { timeout: 10_000 }).toBe(200);
});

test("without the operator's key there is no demo", async () => {
  const asked = await fetch(`${service.url}/accounts/v1/operator/demo`, { method: "POST", headers: { authorization: "Bearer guess" } });
  expect(asked.status).toBe(401);
});
