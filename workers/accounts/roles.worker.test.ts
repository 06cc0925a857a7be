import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { countAdmins, createAccount, readAccount } from "../../d1/accounts/accounts.ts";
import type { Role } from "../../domain/access.ts";
import { createAccountsApp } from "./app.ts";
import { composeServices } from "./services.ts";
import { openBrowser, origin, type Browser } from "./support/browser.ts";
import { openGuards } from "./support/guards.ts";
import { lettersTo, openListener } from "./support/listener.ts";
import { mailTo, ticketFor } from "./support/mailbox.ts";

const now = Date.UTC(2026, 10, 21, 12);
const clock = { now };
const services = composeServices(env, new Request(origin), now);
const password = "purple-otter-climbs-77";

const openWith = (roles: Role[], bindings: Partial<Env> = {}) => openListener({ clock, account: { roles, now: now - 1000 }, bindings });
const setRoles = async (browser: Browser, id: string, roles: string[]) =>
  (await browser.send("PUT", `/accounts/v1/admin/accounts/${id}/roles`, { body: { roles } })).status;
const rolesOf = async (id: string) => (await readAccount(services.accounts, id))?.roles;
const operator = { authorization: `Bearer ${env.OPERATOR_KEY}` };
const inviteAdmin = (body: unknown, headers: Record<string, string> = operator) =>
  openBrowser({ clock }).send("POST", "/accounts/v1/operator/admin-invitations", { body, headers });

test("the first admin is invited with the operator's key, and by nobody else", async () => {
  expect((await inviteAdmin({ email: "first@admin.example" }, { authorization: "Bearer guess" })).status).toBe(401);
  expect((await inviteAdmin({ email: "first@admin.example" }, {})).status).toBe(401);
  expect((await inviteAdmin({ email: "first@admin.example" })).status).toBe(202);
  const ticket = await ticketFor("first@admin.example", /^You are to administer/);
  const browser = openBrowser({ clock, bindings: { REGISTRATION: "closed" } });
  const seen = await browser.send("POST", "/accounts/v1/invitations/view", { body: { ticket } });
  expect(await seen.json()).toEqual({ email: "first@admin.example", roles: ["admin"], registered: false });
  const accept = (registration: unknown) => browser.send("POST", "/accounts/v1/invitations/accept", { body: { ticket, registration } });
  expect((await accept(undefined)).status).toBe(400);
  expect((await accept({ password: "password1", display_name: "A" })).status).toBe(422);
  const accepted = await accept({ password, display_name: "A" });
  expect(await accepted.json()).toMatchObject({ listener: { email: "first@admin.example", roles: ["listener", "admin"] } });
  expect((await accept({ password, display_name: "A" })).status).toBe(410);
});

test("where there is an admin, the key invites another only when that is said", async () => {
  await openWith(["admin"]);
  expect((await inviteAdmin({ email: "second@admin.example" })).status).toBe(409);
  expect(await mailTo("second@admin.example")).toEqual([]);
  expect((await inviteAdmin({ email: "second@admin.example", additional: true })).status).toBe(202);
});

test("an account that is there is invited to more, by whoever is logged in to it", async () => {
  const { browser, account } = await openWith([]);
  await inviteAdmin({ email: account.email, additional: true });
  const body = { ticket: await ticketFor(account.email, /administer/) };
  const seen = await openBrowser({ clock }).send("POST", "/accounts/v1/invitations/view", { body });
  expect(await seen.json()).toMatchObject({ registered: true });
  const { browser: eve } = await openWith([]);
  for (const other of [eve, openBrowser({ clock })]) {
    const refused = await other.send("POST", "/accounts/v1/invitations/accept", { body });
    expect(await refused.json()).toMatchObject({ error: { reason: "login_required" } });
  }
  expect((await browser.send("POST", "/accounts/v1/invitations/accept", { body })).status).toBe(200);
  expect(await rolesOf(account.id)).toEqual(["listener", "admin"]);
});

test("an invitation lets nobody into the account that it made once, and that has another address since", async () => {
  await inviteAdmin({ email: "before@admin.example", additional: true });
  const ticket = await ticketFor("before@admin.example", /administer/);
  // Accepted, cut off before the invitation was used up, and moved.
  const id = ticket.split(".")[0] ?? "";
  const made = await createAccount(services, { id, email: "after@admin.example", displayName: "A", market: "DE", locale: "en", now });
  expect(made?.id).toBe(id);
  const browser = openBrowser({ clock });
  const registration = { password, display_name: "Eve" };
  const answer = await browser.send("POST", "/accounts/v1/invitations/accept", { body: { ticket, registration } });
  expect([answer.status, browser.cookies.has("__Host-session")]).toEqual([409, false]);
});

test("an admin invites whom they like, also where nobody registers without", async () => {
  const { browser } = await openWith(["admin"]);
  expect((await browser.send("POST", "/accounts/v1/admin/invitations", { body: { email: "guest@admin.example" } })).status).toBe(202);
  const ticket = await ticketFor("guest@admin.example", /^You are invited/);
  const invited = openBrowser({ clock, bindings: { REGISTRATION: "closed" } });
  const registration = { password, display_name: "G" };
  const accepted = await invited.send("POST", "/accounts/v1/invitations/accept", { body: { ticket, registration } });
  expect(await accepted.json()).toMatchObject({ listener: { roles: ["listener"] } });
});

test("roles are given and taken by admins, told to whom they are, and audited", async () => {
  const [{ browser: admin, account: actor }, { account }] = [await openWith(["admin"]), await openWith([])];
  const found = await admin.send("GET", `/accounts/v1/admin/accounts?email=${encodeURIComponent(account.email.toUpperCase())}`);
  expect(await found.json()).toMatchObject({ accounts: [{ id: account.id, roles: ["listener"] }] });
  expect(await setRoles(admin, account.id, ["artist", "moderator", "artist"])).toBe(204);
  expect(await rolesOf(account.id)).toEqual(["listener", "artist", "moderator"]);
  expect(await setRoles(admin, account.id, ["listener", "moderator", "artist"])).toBe(204);
  const audit = await admin.send("GET", `/accounts/v1/admin/accounts/${account.id}/audit`);
  expect(await audit.json()).toMatchObject({
    entries: [
      { actor: actor.id, action: "roles_changed", detail: { from: ["listener"], to: ["listener", "artist", "moderator"] } },
      { action: "account_created" },
    ],
  });
  expect(await lettersTo(account)).toEqual(["What you may do at Nearfield was changed"]);
});

test("what is taken counts at once: its sessions end, and their tokens are refused", async () => {
  const guards = openGuards();
  const { browser: admin } = await openWith(["admin"], guards.bindings);
  const { browser, account } = await openWith(["moderator"], guards.bindings);
  await setRoles(admin, account.id, ["moderator", "artist"]);
  expect([(await browser.send("GET", "/accounts/v1/profile")).status, guards.revoked.size]).toEqual([200, 0]);
  await setRoles(admin, account.id, ["artist"]);
  expect([(await browser.send("GET", "/accounts/v1/profile")).status, guards.revoked.size]).toEqual([401, 1]);
});

test("nobody but admins, and no admin by a role taken, sees or gives roles", async () => {
  const { account: target } = await openWith([]);
  for (const roles of [[], ["artist"], ["label"], ["moderator"]] satisfies Role[][]) {
    const { browser } = await openWith(roles);
    expect(await setRoles(browser, target.id, ["admin"])).toBe(403);
    expect((await browser.send("GET", `/accounts/v1/admin/accounts?email=${target.email}`)).status).toBe(403);
    expect((await browser.send("GET", `/accounts/v1/admin/accounts/${target.id}/audit`)).status).toBe(403);
    expect((await browser.send("POST", "/accounts/v1/admin/invitations", { body: { email: "x@admin.example" } })).status).toBe(403);
  }
  expect(await rolesOf(target.id)).toEqual(["listener"]);
});

test("there is always an admin: none takes their own role, and two who take each other's leave one", async () => {
  await env.ACCOUNTS_0.prepare(`UPDATE account SET roles = '["listener"]'`).run();
  const [one, two] = [await openWith(["admin"]), await openWith(["admin"])];
  expect(await setRoles(one.browser, one.account.id, ["listener"])).toBe(409);
  const answers = await Promise.all([setRoles(one.browser, two.account.id, []), setRoles(two.browser, one.account.id, [])]);
  expect(answers).toContain(409);
  expect(await countAdmins(services.accounts)).toBeGreaterThan(0);
});

test("an account that is not there is not found, whatever its id looks like", async () => {
  const { browser } = await openWith(["admin"]);
  for (const id of ["nonsense", "0000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZ"]) expect(await setRoles(browser, id, [])).toBe(404);
  const none = await browser.send("GET", "/accounts/v1/admin/accounts?email=nobody@admin.example");
  expect(await none.json()).toEqual({ accounts: [] });
  expect((await browser.send("GET", "/accounts/v1/admin/accounts")).status).toBe(400);
});

test("the demo is made on one machine only, where it is on, and with the key", async () => {
  const here = { ORIGIN: "http://127.0.0.1:8787", DEMO: "on" };
  const seed = async (bindings: Partial<Env>, headers: Record<string, string> = operator, site = here.ORIGIN) =>
    (await openBrowser({ clock, bindings, site }).send("POST", "/accounts/v1/operator/demo", { headers })).status;
  expect(await seed({ DEMO: "on" })).toBe(404);
  expect(await seed({ ...here, DEMO: "off" })).toBe(404);
  expect(await seed({ ...here, ORIGIN: "https://127.0.0.1.evil.example" })).toBe(404);
  // The machine's own name beside a public one is no machine of its own.
  expect(await seed({ ...here, ORIGIN_ALIASES: origin }, operator, origin)).toBe(404);
  expect(await seed(here, operator, "http://evil.example:8787")).toBe(404);
  expect(await seed(here, {})).toBe(401);
  // Nor does a public service become one by being called by the machine's name.
  const bindings = { ...env, DEMO: "on", ORIGIN: origin, ORIGIN_ALIASES: here.ORIGIN };
  const request = new Request(`${here.ORIGIN}/accounts/v1/operator/demo`, { method: "POST", headers: operator });
  const context = createExecutionContext();
  expect((await createAccountsApp(() => now).fetch(request, bindings, context)).status).toBe(404);
});

test("roles are given and taken in a login of the last ten minutes", async () => {
  const later = { now };
  const { browser } = await openListener({ clock: later, account: { roles: ["admin"] } });
  const { account } = await openWith([]);
  later.now += 10 * 60_000;
  const refused = await browser.send("PUT", `/accounts/v1/admin/accounts/${account.id}/roles`, { body: { roles: ["admin"] } });
  expect([refused.status, await refused.json()]).toMatchObject([403, { error: { reason: "fresh_login_required" } }]);
  later.now -= 1;
  expect([await setRoles(browser, account.id, ["artist"]), await rolesOf(account.id)]).toEqual([204, ["listener", "artist"]]);
});
