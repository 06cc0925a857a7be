import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { createAccount, findAccountByEmail } from "../../d1/accounts/accounts.ts";
import { hashPassword } from "./password-hash.ts";
import { composeServices } from "./services.ts";
import { openBrowser, origin } from "./support/browser.ts";
import { auditOf, openListener } from "./support/listener.ts";
import { mailTo, ticketFor } from "./support/mailbox.ts";

const password = "purple-otter-climbs-77";
const now = Date.UTC(2026, 10, 21, 12);
const confirmSubject = /^Confirm your new address/;
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(password);
});

const services = (at = now) => composeServices(env, new Request(origin), at);
const openAda = (clock = { now }) => openListener({ clock, account: { passwordHash } });
type Browser = Awaited<ReturnType<typeof openAda>>["browser"];
const ask = (browser: Browser, email: string, offered: string | undefined = password) =>
  browser.send("POST", "/accounts/v1/email-changes", { body: { email, password: offered } });
const confirm = async (browser: Browser, ticket: string) =>
  (await browser.send("POST", "/accounts/v1/email-changes/confirm", { body: { ticket } })).status;

test("an address changes when the new one is confirmed; the old one is told before and after", async () => {
  const { browser, account } = await openAda();
  const asked = await ask(browser, "New@Change.example");
  expect([asked.status, await asked.json()]).toEqual([202, {}]);
  expect((await findAccountByEmail(services(), account.email))?.id).toBe(account.id);
  expect(await confirm(browser, await ticketFor("new@change.example", confirmSubject))).toBe(204);
  expect((await findAccountByEmail(services(), "new@change.example"))?.id).toBe(account.id);
  expect(await findAccountByEmail(services(), account.email)).toBeUndefined();
  const subjects = (await mailTo(account.email)).map(({ subject }) => subject);
  expect(subjects.toSorted()).toEqual(["Your address at Nearfield is about to change", "Your address at Nearfield was changed"]);
  expect(await auditOf(account)).toEqual(["email_changed"]);
  const again = await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/login", {
    body: { email: "new@change.example", password },
  });
  expect(again.status).toBe(200);
  // Who was there before is gone for good: the address is anybody's.
  expect(await createAccount(services(), { email: account.email, displayName: "N", market: "DE", locale: "en", now })).toBeDefined();
});

test("the password is asked for once more", async () => {
  const { browser } = await openAda();
  const wrong = await ask(browser, "new@password.example", "wrong");
  expect(await wrong.json()).toMatchObject({ error: { reason: "invalid_credentials", field: "password" } });
  expect(await mailTo("new@password.example")).toEqual([]);
});

test("an address that has an account is not told of, but to its own mailbox", async () => {
  const { browser } = await openAda();
  const { account: taken } = await openListener({ clock: { now } });
  const [known, unknown] = [await ask(browser, taken.email), await ask(browser, "free@taken.example")];
  expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
  expect((await mailTo(taken.email)).map(({ subject }) => subject)).toEqual(["This address has an account at Nearfield"]);
});

test("of two who want one address, whoever confirms first has it", async () => {
  const [first, second] = [await openAda(), await openAda({ now: now + 1 })];
  await ask(first.browser, "wanted@race.example");
  const one = await ticketFor("wanted@race.example", confirmSubject);
  await ask(second.browser, "wanted@race.example");
  const two = await ticketFor("wanted@race.example", confirmSubject);
  expect((await Promise.all([confirm(first.browser, one), confirm(second.browser, two)])).toSorted()).toEqual([204, 409]);
  const holder = (await findAccountByEmail(services(), "wanted@race.example"))?.id;
  const loser = holder === first.account.id ? second.account : first.account;
  expect((await findAccountByEmail(services(), loser.email))?.id).toBe(loser.id);
});

test("a link is good once, for a day; one of an older wish, or from before another password, is good for nothing", async () => {
  const clock = { now };
  const { browser, account } = await openAda(clock);
  await ask(browser, "a@once.example");
  const once = await ticketFor("a@once.example", confirmSubject);
  await ask(browser, "b@once.example");
  const wish = await ticketFor("b@once.example", confirmSubject);
  expect([await confirm(browser, once), await confirm(browser, once), await confirm(browser, wish)]).toEqual([204, 410, 410]);
  await ask(browser, "c@once.example");
  const late = await ticketFor("c@once.example", confirmSubject);
  clock.now += 24 * 3600_000;
  expect(await confirm(browser, late)).toBe(410);
  await ask(browser, "d@once.example");
  await browser.send("POST", "/accounts/v1/password", { body: { current: password, password: "seven-brass-looms-dream" } });
  expect(await confirm(browser, await ticketFor("d@once.example", confirmSubject))).toBe(410);
  expect((await findAccountByEmail(services(), "a@once.example"))?.id).toBe(account.id);
});

test("a link moves only the account that asked, by its own login: a click moves no stranger's account to one's address", async () => {
  const { browser, account } = await openAda();
  await ask(browser, "victim@click.example");
  const ticket = await ticketFor("victim@click.example", confirmSubject);
  const { browser: victim } = await openAda();
  for (const other of [openBrowser({ clock: { now } }), victim]) {
    const answer = await other.send("POST", "/accounts/v1/email-changes/confirm", { body: { ticket } });
    expect(await answer.json()).toMatchObject({ error: { status: 401, reason: "login_required" } });
  }
  expect(await findAccountByEmail(services(), "victim@click.example")).toBeUndefined();
  expect(await confirm(browser, ticket)).toBe(204);
  expect((await findAccountByEmail(services(), "victim@click.example"))?.id).toBe(account.id);
});

test("a link that finds the address taken stays as good as it was, and of two clicks at once one is told of", async () => {
  const { browser, account } = await openAda();
  await ask(browser, "taken@busy.example");
  const ticket = await ticketFor("taken@busy.example", confirmSubject);
  const holder = services().accounts.newId(crypto.getRandomValues(new Uint8Array(16)));
  await services().directory.claim("email", "taken@busy.example", holder, now);
  expect(await confirm(browser, ticket)).toBe(409);
  await services().directory.release("email", "taken@busy.example", holder);
  expect(await auditOf(account)).toEqual([]);
  const both = await Promise.all([confirm(browser, ticket), confirm(browser, ticket)]);
  expect(both).toContain(204);
  expect(await auditOf(account)).toEqual(["email_changed"]);
  const told = (await mailTo(account.email)).filter(({ subject }) => subject === "Your address at Nearfield was changed");
  expect(told.length).toBe(1);
});

test("a change that was cut off between directory and account leaves both addresses to be had", async () => {
  const { account } = await openAda();
  const { directory } = services();
  await directory.claim("email", "half@cut.example", account.id, now);
  expect(await findAccountByEmail(services(), "half@cut.example")).toBeUndefined();
  expect((await findAccountByEmail(services(), account.email))?.id).toBe(account.id);
  const later = now + 60_000;
  const person = { email: "half@cut.example", displayName: "H", market: "DE", locale: "en", now: later };
  expect((await createAccount(services(later), person))?.id).not.toBe(account.id);
});
