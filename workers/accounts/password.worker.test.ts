import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { changeAccount } from "../../d1/accounts/accounts.ts";
import { listSessions } from "../../d1/accounts/sessions.ts";
import { insertIdentity } from "../../d1/accounts/identities.ts";
import { insertPasskey } from "../../d1/accounts/passkeys.ts";
import { openDatabases } from "../../d1/databases.ts";
import { hashPassword } from "./password-hash.ts";
import { openBrowser } from "./support/browser.ts";
import { openGuards } from "./support/guards.ts";
import { auditOf, openListener } from "./support/listener.ts";
import { mailTo, ticketFor } from "./support/mailbox.ts";
import { servicesAt } from "./support/oauth.ts";
import { heavyTurns } from "./turns.ts";

const old = "purple-otter-climbs-77";
const fresh = "seven-brass-looms-dream";
const now = Date.UTC(2026, 10, 21, 12);
const hour = 3600_000;
const services = servicesAt(now);
const resetSubject = /^Choose a new password/;

const turns = vi.spyOn(heavyTurns, "take");
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(old);
});

/** Somebody who is logged in twice, and in whose name an app is, with the means to look on. */
async function openAda(clock = { now }) {
  const { bindings, revoked } = openGuards();
  const { browser, account } = await openListener({ clock, account: { passwordHash }, bindings });
  const other = openBrowser({ clock, bindings });
  expect((await logIn(account.email, old, other)).status).toBe(200);
  return { browser, other, account, bindings, revoked, clock, visitor: openBrowser({ clock, bindings }) };
}
const logIn = (email: string, password: string, browser = openBrowser({ clock: { now } })) =>
  browser.send("POST", "/accounts/v1/login", { body: { email, password } });
const isLoggedIn = async (browser: ReturnType<typeof openBrowser>) => (await browser.send("GET", "/accounts/v1/profile")).status === 200;

test("whoever reads the mail chooses another password: every session ends, and the holder is told", async () => {
  const { browser, other, account, revoked, visitor } = await openAda();
  const asked = await visitor.send("POST", "/accounts/v1/password-resets", { body: { email: account.email.toUpperCase() } });
  expect([asked.status, await asked.json()]).toEqual([202, {}]);
  const ticket = await ticketFor(account.email, resetSubject);
  const done = await visitor.send("POST", "/accounts/v1/password-resets/confirm", { body: { ticket, password: fresh } });
  expect(await done.json()).toMatchObject({ listener: { id: account.id } });
  expect([await isLoggedIn(browser), await isLoggedIn(other), await isLoggedIn(visitor)]).toEqual([false, false, true]);
  expect(revoked.size).toBe(2);
  expect([(await logIn(account.email, old)).status, (await logIn(account.email, fresh)).status]).toEqual([401, 200]);
  expect(await auditOf(account)).toEqual(["password_reset"]);
  expect((await mailTo(account.email)).map(({ subject }) => subject)).toContain("Your password at Nearfield was changed");
});

test("the letter after a reset says what else opens the account, and where to remove it", async () => {
  const { account, visitor } = await openAda();
  const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
  const blank = { publicKey: "", signCount: 0, transports: [], backedUp: false, usedAt: null, createdAt: now };
  await insertPasskey(accounts, { ...blank, id: crypto.randomUUID(), accountId: account.id, name: "Stranger" });
  await insertIdentity(accounts, { issuer: "https://id.example", subject: "1", accountId: account.id, email: null, createdAt: now });
  await visitor.send("POST", "/accounts/v1/password-resets", { body: { email: account.email } });
  const ticket = await ticketFor(account.email, resetSubject);
  await visitor.send("POST", "/accounts/v1/password-resets/confirm", { body: { ticket, password: fresh } });
  const told = (await mailTo(account.email)).find(({ subject }) => subject === "Your password at Nearfield was changed");
  expect(told?.text).toContain("Passkey “Stranger”, id.example. Remove what you do not know at https://music.example/account/security");
});

test("a reset is good once, for an hour, and a weak password does not use it up", async () => {
  const { account, visitor, clock } = await openAda();
  const ask = async () => {
    await visitor.send("POST", "/accounts/v1/password-resets", { body: { email: account.email } });
    clock.now += 1;
    return ticketFor(account.email, resetSubject);
  };
  const confirm = async (ticket: string, password: string) => {
    return (await visitor.send("POST", "/accounts/v1/password-resets/confirm", { body: { ticket, password } })).status;
  };
  const [first, second] = [await ask(), await ask()];
  expect(await confirm(first, "password123")).toBe(422);
  expect([await confirm(first, fresh), await confirm(first, fresh)]).toEqual([200, 410]);
  // A link that was mailed before is of no use to whoever still has it.
  expect(await confirm(second, old)).toBe(410);
  const late = await ask();
  clock.now += hour;
  expect(await confirm(late, fresh)).toBe(410);
});

test("asking for a reset tells nothing about the address, and mails whoever has none that there is none", async () => {
  const { account, visitor } = await openAda();
  const seen = [];
  for (const email of [account.email, "nobody@password.example"]) {
    turns.mockClear();
    const answer = await visitor.send("POST", "/accounts/v1/password-resets", { body: { email } });
    seen.push([answer.status, await answer.text(), answer.headers.getSetCookie(), turns.mock.calls.length]);
  }
  expect(seen[0]).toEqual([202, "{}", [], 0]);
  expect(seen[1]).toEqual(seen[0]);
  const rows = await env.ACCOUNTS_0.prepare("SELECT kind FROM ticket WHERE payload LIKE '%nobody@password.example%'").all();
  // As much is written as for an account, and it opens nothing.
  expect(rows.results).toEqual([{ kind: "no_account" }]);
  const [letter] = await mailTo("nobody@password.example");
  expect(letter?.subject).toBe("No account at Nearfield with this address");
  expect(letter?.text).not.toContain("ticket=");
});

test("a reset lets in whoever was locked out by guesses", async () => {
  const { account, visitor } = await openAda();
  for (let guess = 0; guess < 10; guess++) await logIn(account.email, "guess", visitor);
  expect((await logIn(account.email, old, visitor)).status).toBe(429);
  await visitor.send("POST", "/accounts/v1/password-resets", { body: { email: account.email } });
  const ticket = await ticketFor(account.email, resetSubject);
  await visitor.send("POST", "/accounts/v1/password-resets/confirm", { body: { ticket, password: fresh } });
  expect((await logIn(account.email, fresh, visitor)).status).toBe(200);
});

test("a password is changed by whoever knows it: other sessions end, this one stays", async () => {
  const { browser, other, account, revoked } = await openAda();
  const change = async (current: string | undefined, password: string) => {
    const answer = await browser.send("POST", "/accounts/v1/password", { body: { current, password } });
    return answer.status === 204 ? 204 : answer.json();
  };
  expect(await change("wrong", fresh)).toMatchObject({ error: { status: 401, reason: "invalid_credentials", field: "current" } });
  expect(await change(undefined, fresh)).toMatchObject({ error: { status: 401, field: "current" } });
  expect(await change(old, account.email)).toMatchObject({ error: { status: 422, field: "password" } });
  expect([await isLoggedIn(other), await change(old, fresh), await isLoggedIn(other), await isLoggedIn(browser)]).toEqual([
    true,
    204,
    false,
    true,
  ]);
  expect(revoked.size).toBe(1);
  expect(await auditOf(account)).toEqual(["password_changed"]);
  expect((await logIn(account.email, fresh)).status).toBe(200);
});

test("whoever has a session does not guess the password with it", async () => {
  const { browser } = await openAda();
  const statuses = [];
  for (let guess = 0; guess < 11; guess++) {
    statuses.push((await browser.send("POST", "/accounts/v1/password", { body: { current: "guess", password: fresh } })).status);
  }
  expect(statuses.at(-2)).toBe(401);
  expect(statuses.at(-1)).toBe(429);
});

test("weak passwords with a right one, or with one good ticket, are work too", async () => {
  const { browser, account, visitor } = await openAda();
  const weak = "password123";
  const from = { "cf-connecting-ip": "192.0.2.7" };
  await visitor.send("POST", "/accounts/v1/password-resets", { body: { email: account.email } });
  const ticket = await ticketFor(account.email, resetSubject);
  const statuses = [];
  for (let round = 0; round < 21; round++) {
    const changed = await browser.send("POST", "/accounts/v1/password", { body: { current: old, password: weak }, headers: from });
    const reset = await visitor.send("POST", "/accounts/v1/password-resets/confirm", { body: { ticket, password: weak }, headers: from });
    statuses.push(changed.status, reset.status);
  }
  expect(statuses.slice(-3)).toEqual([422, 429, 429]);
  expect((await logIn(account.email, old, visitor)).status).toBe(200);
});

test("an account without a password gets its first one without naming it", async () => {
  const { browser, account } = await openListener({ clock: { now }, password: false });
  expect((await browser.send("POST", "/accounts/v1/password", { body: { password: fresh } })).status).toBe(204);
  expect((await logIn(account.email, fresh)).status).toBe(200);
});

test("a login with the old password that is still being checked while it changes does not outlive it", async () => {
  const { account } = await openAda();
  const thief = openBrowser({ clock: { now } });
  turns.mockImplementationOnce(async (work) => {
    await changeAccount(services.accounts, account.id, { passwordHash: "$none", passwordChangedAt: now + 1 }, { now: now + 1 });
    return work();
  });
  expect([(await logIn(account.email, old, thief)).status, await isLoggedIn(thief)]).toEqual([401, false]);
  expect((await listSessions(services.accounts, account.id, now)).length).toBe(2);
});
