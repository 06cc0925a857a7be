import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { appListSchema, appSchema, appWithSecretSchema } from "../../contracts/accounts/apps.ts";
import { errorBodySchema } from "../../contracts/errors.ts";
import { readClient } from "../../d1/accounts/clients.ts";
import { addConsent, readConsent } from "../../d1/accounts/consents.ts";
import { insertSession, readSession } from "../../d1/accounts/sessions.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { sliceOf } from "../../domain/ids.ts";
import { hashSecret } from "./oauth/secret.ts";
import { composeServices } from "./services.ts";
import { newSession } from "./session-row.ts";
import { openBrowser, origin, type Browser } from "./support/browser.ts";
import { auditOf, openListener } from "./support/listener.ts";

const path = "/accounts/v1/apps";
const web = { name: "Radio", redirect_uris: ["https://radio.example/callback"], confidential: true };
const { accounts } = composeServices(env, new Request(origin), Date.now());

async function register(browser: Browser, input: object = {}) {
  const response = await browser.send("POST", path, { body: { ...web, ...input } });
  expect(response.status).toBe(201);
  return appWithSecretSchema.parse(await response.json());
}

async function listOf(browser: Browser) {
  return appListSchema.parse(await (await browser.send("GET", path)).json()).apps;
}

async function errorOf(response: Response) {
  const { reason, field } = errorBodySchema.parse(await response.json()).error;
  return [response.status, reason, field];
}

/** A listener who let the app in. @returns the session that it has */
async function letIn(account: AccountRow, clientId: string): Promise<string> {
  const now = Date.now();
  const id = newIdBeside(account.id);
  const request = new Request(origin);
  await insertSession(
    accounts,
    newSession({
      id,
      accountId: account.id,
      methods: ["pwd"],
      authenticatedAt: now,
      request,
      now,
      client: { id: clientId, scope: "streaming" },
    }),
  );
  await addConsent(accounts, { accountId: account.id, clientId }, ["streaming"], now);
  return id;
}

test("an app is registered beside its developer, and its secret is shown once", async () => {
  const { browser, account } = await openListener();
  const { client_secret: secret, ...app } = await register(browser, { description: " For the kitchen ", website: "https://radio.example" });
  expect(app).toMatchObject({ name: "Radio", description: "For the kitchen", confidential: true, device: false });
  expect(sliceOf(app.id)).toBe(sliceOf(account.id));
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await listOf(browser)).toEqual([app]);
  const stored = await readClient(accounts, app.id);
  expect(stored?.secretHash).toBe(await hashSecret(secret ?? ""));
  expect(stored?.grantTypes).toEqual(["authorization_code", "refresh_token", "client_credentials"]);
  expect(await auditOf(account)).toEqual(["app_created"]);
});

test("an app that keeps no secret gets none, ever", async () => {
  const { browser } = await openListener();
  const app = await register(browser, { confidential: false });
  expect(app.client_secret).toBeNull();
  expect(await errorOf(await browser.send("POST", `${path}/${app.id}/secret`))).toEqual([422, "unprocessable", undefined]);
  const changed = await browser.send("PATCH", `${path}/${app.id}`, { body: { confidential: true } });
  expect(appSchema.parse(await changed.json()).confidential).toBe(false);
});

test("a change touches only what it names, and grants follow", async () => {
  const { browser, account } = await openListener();
  const { client_secret: _, ...app } = await register(browser, { description: "Kitchen", website: "https://radio.example", device: true });
  const renamed = await browser.send("PATCH", `${path}/${app.id}`, { body: { name: "Wireless" } });
  expect(await renamed.json()).toEqual({ ...app, name: "Wireless" });
  const moved = await browser.send("PATCH", `${path}/${app.id}`, { body: { redirect_uris: [], website: null } });
  expect(await moved.json()).toEqual({ ...app, name: "Wireless", redirect_uris: [], website: null });
  expect((await readClient(accounts, app.id))?.grantTypes).toEqual([
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
  ]);
  expect(await auditOf(account)).toEqual(["app_changed", "app_changed", "app_created"]);
});

test("of two changes at once, no app comes out that neither of them made", async () => {
  const { browser } = await openListener();
  const app = await register(browser, { confidential: false, device: true });
  const bodies = [{ device: false }, { redirect_uris: [] }];
  const answers = await Promise.all(bodies.map((body) => browser.send("PATCH", `${path}/${app.id}`, { body })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await readClient(accounts, app.id))?.grantTypes).not.toEqual([]);
});

test("a new secret takes the former one's place", async () => {
  const { browser, account } = await openListener();
  const app = await register(browser);
  const response = await browser.send("POST", `${path}/${app.id}/secret`);
  const { client_secret: secret } = appWithSecretSchema.parse(await response.json());
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(secret).not.toBe(app.client_secret);
  expect((await readClient(accounts, app.id))?.secretHash).toBe(await hashSecret(secret ?? ""));
  expect(await auditOf(account)).toEqual(["app_secret_changed", "app_created"]);
});

test.each([
  [{ name: " " }, "name"],
  [{ redirect_uris: ["https://radio.example/", "http://radio.example/"] }, "redirect_uris.1"],
  [{ redirect_uris: ["javascript:alert(1)"] }, "redirect_uris.0"],
  [{ redirect_uris: [], confidential: false }, "redirect_uris"],
  [{ redirect_uris: Array.from({ length: 21 }, (_, index) => `https://radio.example/${index}`) }, "redirect_uris"],
  [{ website: "javascript:alert(1)" }, "website"],
  [{ confidential: "yes" }, "confidential"],
])("an app like %j is refused by its field", async (input, field) => {
  const { browser } = await openListener();
  expect(await errorOf(await browser.send("POST", path, { body: { ...web, ...input } }))).toEqual([400, "invalid_request", field]);
  expect(await listOf(browser)).toEqual([]);
});

test("an app is its developer's alone", async () => {
  const [{ browser }, { browser: stranger }] = [await openListener(), await openListener()];
  const app = await register(browser);
  const attempts = [
    stranger.send("PATCH", `${path}/${app.id}`, { body: { name: "Mine" } }),
    stranger.send("POST", `${path}/${app.id}/secret`),
    stranger.send("DELETE", `${path}/${app.id}`),
    stranger.send("DELETE", `${path}/demo-app`),
  ];
  for (const response of await Promise.all(attempts)) expect(await errorOf(response)).toEqual([404, "not_found", undefined]);
  expect(await listOf(stranger)).toEqual([]);
  expect(await listOf(browser)).toHaveLength(1);
  expect(await errorOf(await openBrowser().send("GET", path))).toEqual([401, "login_required", undefined]);
});

test("a developer has twenty apps at most, also when they come at once", async () => {
  const { browser } = await openListener();
  const answers = await Promise.all(Array.from({ length: 25 }, () => browser.send("POST", path, { body: web })));
  const refused = answers.filter(({ status }) => status === 422);
  expect([refused.length, answers.filter(({ status }) => status === 201).length]).toEqual([5, 20]);
  const held = await listOf(browser);
  expect(held).toHaveLength(20);
  expect((await browser.send("DELETE", `${path}/${held[0]?.id}`)).status).toBe(204);
  await register(browser);
});

test("an app that is deleted is nobody's client any more, and whoever let it in is rid of it", async () => {
  const [{ browser, account: developer }, { account }] = [await openListener(), await openListener()];
  const [app, other] = [await register(browser), await register(browser)];
  const [ended, stands] = [await letIn(account, app.id), await letIn(account, other.id)];
  expect((await browser.send("DELETE", `${path}/${app.id}`)).status).toBe(204);
  expect((await browser.send("DELETE", `${path}/${app.id}`)).status).toBe(204);
  expect(await readClient(accounts, app.id)).toBeUndefined();
  expect((await listOf(browser)).map(({ id }) => id)).toEqual([other.id]);
  expect(await readSession(accounts, ended, Date.now())).toBeUndefined();
  expect(await readConsent(accounts, { accountId: account.id, clientId: app.id })).toBeUndefined();
  expect(await readSession(accounts, stands, Date.now())).toBeDefined();
  expect(await readConsent(accounts, { accountId: account.id, clientId: other.id })).toEqual(["streaming"]);
  expect(await auditOf(developer)).toEqual(["app_deleted", "app_created", "app_created"]);
  expect((await browser.send("PATCH", `${path}/${app.id}`, { body: { name: "Back" } })).status).toBe(404);
});
