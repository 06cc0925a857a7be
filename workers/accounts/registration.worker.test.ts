import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { createAccount, findAccountByEmail, readAccount } from "../../d1/accounts/accounts.ts";
import type { AccountDirectory } from "../../d1/accounts/directory.ts";
import { issueTicket } from "../../d1/accounts/tickets.ts";
import { composeServices } from "./services.ts";
import { openBrowser, origin } from "./support/browser.ts";
import { openGuards } from "./support/guards.ts";
import { openListener } from "./support/listener.ts";
import { mailTo, ticketFor } from "./support/mailbox.ts";
import { heavyTurns } from "./turns.ts";

const turns = vi.spyOn(heavyTurns, "take");

const password = "purple-otter-climbs-77";
const day = 24 * 3600_000;
const now = Date.UTC(2026, 10, 21, 12);

const person = (email: string) => ({ email, password, display_name: "Ada" });
const services = (at = now) => composeServices(env, new Request(origin), at);
const confirmSubject = /^Confirm your address/;

/** A browser in which somebody registered, with this ticket. */
async function openRegistrant(ticket: string) {
  const browser = openBrowser({ clock: { now } });
  browser.cookies.set("__Host-registration", await services().seal.seal("registration", ticket.split(".")[0] ?? ""));
  return browser;
}

/** @returns the answer, without what differs between any two */
async function shapeOf(response: Response) {
  const headers = Object.fromEntries(response.headers);
  delete headers["x-request-id"];
  headers["set-cookie"] = response.headers.get("set-cookie")?.replace(/=[\w.-]+/, ({ length }) => `=${length}`) ?? "";
  return { status: response.status, headers, body: await response.text() };
}

test("an account is made by whoever reads the mail, and not before", async () => {
  const browser = openBrowser({ clock: { now } });
  const asked = await browser.send("POST", "/accounts/v1/registrations", {
    body: { ...person(" Ada@One.Example "), market: "DE", locale: "de-AT" },
  });
  expect([asked.status, await asked.json(), asked.headers.getSetCookie()]).toEqual([
    202,
    {},
    [expect.stringMatching(/^__Host-registration=.*HttpOnly/)],
  ]);
  expect(await findAccountByEmail(services(), "ada@one.example")).toBeUndefined();
  const [letter] = await mailTo("ada@one.example");
  expect(letter?.subject).toBe("Bestätige deine Adresse für Nearfield");
  const ticket = await ticketFor("ada@one.example", /^Bestätige/);
  expect(letter?.text).toContain(`${origin}/verify?ticket=${ticket}`);
  const confirmed = await browser.send("POST", "/accounts/v1/registrations/confirm", { body: { ticket } });
  expect(await confirmed.json()).toMatchObject({
    listener: { email: "ada@one.example", display_name: "Ada", roles: ["listener"], account_plan: "free", locale: "de-AT" },
    plan: "free",
    market: "DE",
  });
  expect([...browser.cookies.keys()].toSorted()).toEqual(["__Host-access", "__Host-browser", "__Host-session"]);
  const again = await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/login", { body: { email: "ADA@one.example", password } });
  expect(again.status).toBe(200);
});

test("whether an address has an account is told to its mailbox alone: the answer and the work are the same", async () => {
  await createAccount(services(), { email: "known@two.example", displayName: "K", market: "DE", locale: "en", now });
  const seen = [];
  for (const email of ["known@two.example", "unknown@two.example"]) {
    turns.mockClear();
    const answer = await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/registrations", { body: person(email) });
    seen.push({ ...(await shapeOf(answer)), turns: turns.mock.calls.length });
  }
  expect(seen[0]).toEqual(seen[1]);
  // One to estimate the password, one to hash it.
  expect(seen[0]?.turns).toBe(2);
  expect((await mailTo("known@two.example")).map(({ subject }) => subject)).toEqual(["You have an account at Nearfield"]);
  expect((await mailTo("unknown@two.example")).map(({ subject }) => subject)).toEqual(["Confirm your address for Nearfield"]);
});

test("whoever reads the mail in another browser says which password was chosen: nobody gets an account that a stranger knows", async () => {
  const { bindings } = openGuards();
  const email = "victim@one.example";
  await openBrowser({ clock: { now }, bindings }).send("POST", "/accounts/v1/registrations", { body: person(email) });
  const ticket = await ticketFor(email, confirmSubject);
  const reader = openBrowser({ clock: { now }, bindings });
  // What this browser registered is another one's.
  await reader.send("POST", "/accounts/v1/registrations", { body: person("reader@one.example") });
  const confirm = (body: object) => reader.send("POST", "/accounts/v1/registrations/confirm", { body: { ticket, ...body } });
  turns.mockClear();
  expect(await (await confirm({})).json()).toMatchObject({ error: { status: 401, reason: "invalid_credentials", field: "password" } });
  expect(turns).not.toHaveBeenCalled();
  expect((await confirm({ password: "not-the-one-chosen" })).status).toBe(401);
  expect(await findAccountByEmail(services(), email)).toBeUndefined();
  expect((await confirm({ password })).status).toBe(200);
});

test("the password of a registration is not guessed with its link", async () => {
  const { bindings } = openGuards();
  await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/registrations", { body: person("guessed@one.example") });
  const ticket = await ticketFor("guessed@one.example", confirmSubject);
  const statuses = [];
  for (let guess = 0; guess < 11; guess++) {
    const reader = openBrowser({ clock: { now }, bindings });
    statuses.push((await reader.send("POST", "/accounts/v1/registrations/confirm", { body: { ticket, password: "guess" } })).status);
  }
  expect(statuses.slice(-2)).toEqual([401, 429]);
});

test("a link is good once, for a day, and for nothing else", async () => {
  const clock = { now };
  const browser = openBrowser({ clock });
  await browser.send("POST", "/accounts/v1/registrations", { body: person("late@three.example") });
  const late = await ticketFor("late@three.example", confirmSubject);
  await browser.send("POST", "/accounts/v1/registrations", { body: person("once@three.example") });
  const once = await ticketFor("once@three.example", confirmSubject);
  const confirm = async (ticket: string, path = "registrations/confirm") => {
    const answer = await browser.send("POST", `/accounts/v1/${path}`, { body: { ticket, password } });
    return answer.status;
  };
  expect(await confirm(once, "password-resets/confirm")).toBe(410);
  const { browser: listener } = await openListener({ clock });
  expect((await listener.send("POST", "/accounts/v1/email-changes/confirm", { body: { ticket: once } })).status).toBe(410);
  expect(await confirm(`${once.slice(0, -1)}${once.endsWith("0") ? "1" : "0"}`)).toBe(410);
  expect([await confirm(once), await confirm(once)]).toEqual([200, 410]);
  clock.now += day;
  expect(await confirm(late)).toBe(410);
  expect(await findAccountByEmail(services(), "late@three.example")).toBeUndefined();
});

test("of fifty who confirm one address at once, one has an account", async () => {
  const pending = { email: "fifty@four.example", displayName: "F", market: "DE", locale: "en", passwordHash: "$none" };
  const { accounts } = services();
  const tickets = await Promise.all(
    Array.from({ length: 50 }, () =>
      issueTicket(accounts, { id: randomHere(), kind: "registration", payload: pending, expiresAt: now + day }),
    ),
  );
  const answers = await Promise.all(
    tickets.map(async (ticket) => (await openRegistrant(ticket)).send("POST", "/accounts/v1/registrations/confirm", { body: { ticket } })),
  );
  const statuses = answers.map(({ status }) => status);
  expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 409).length]).toEqual([1, 49]);
  const rows = await env.ACCOUNTS_0.prepare("SELECT id FROM account WHERE email = ?").bind("fifty@four.example").all();
  expect(rows.results).toEqual([{ id: (await findAccountByEmail(services(), "fifty@four.example"))?.id }]);
});

test("one link that is followed fifty times at once makes one account and one login", async () => {
  const pending = { email: "link@four.example", displayName: "F", market: "DE", locale: "en", passwordHash: "$none" };
  const ticket = await issueTicket(services().accounts, { id: randomHere(), kind: "registration", payload: pending, expiresAt: now + day });
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => {
      return (await openRegistrant(ticket)).send("POST", "/accounts/v1/registrations/confirm", { body: { ticket } });
    }),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  expect(answers.filter(({ status }) => status === 410).length).toBe(49);
});

test("an address whose account never came can be claimed again, a minute later", async () => {
  const { directory } = services();
  await directory.claim("email", "crash@five.example", randomHere(), now);
  const input = { email: "crash@five.example", displayName: "C", market: "DE", locale: "en" };
  expect(await createAccount(services(now + 59_000), { ...input, now: now + 59_000 })).toBeUndefined();
  const account = await createAccount(services(now + 60_000), { ...input, now: now + 60_000 });
  expect(account).toMatchObject({ email: "crash@five.example" });
  expect((await findAccountByEmail(services(), "crash@five.example"))?.id).toBe(account?.id);
});

test.each([1, 2, 3, 4, 5, 6])(
  "whoever stalls between claim and account never makes a second one (resumed at step %i of the other)",
  async (step) => {
    const email = `stall-${step}@six.example`;
    const input = { email, displayName: "S", market: "DE", locale: "en" };
    const { accounts, directory } = services();
    const paused = Promise.withResolvers<undefined>();
    const stalling = createAccount(
      {
        accounts,
        directory: {
          ...directory,
          async claim(...claim) {
            const claimed = await directory.claim(...claim);
            await paused.promise;
            return claimed;
          },
        },
      },
      { ...input, now },
    );
    let calls = 0;
    /** Before so many of the other's looks into the directory, the one who stalled goes on, to the end. */
    const meddle = <Parameters extends unknown[], Result>(call: (...parameters: Parameters) => Promise<Result>) => {
      return async (...parameters: Parameters): Promise<Result> => {
        if ((calls += 1) === step) {
          paused.resolve(undefined);
          await stalling;
        }
        return call(...parameters);
      };
    };
    const meddled: AccountDirectory = {
      ...directory,
      claim: meddle((...claim) => directory.claim(...claim)),
      holder: meddle((...name) => directory.holder(...name)),
      takeOver: meddle((...change) => directory.takeOver(...change)),
      find: meddle((...name) => directory.find(...name)),
    };
    await vi.waitFor(async () => expect(await directory.find("email", email)).toBeDefined());
    const second = await createAccount({ accounts, directory: meddled }, { ...input, now: now + 61_000 });
    paused.resolve(undefined);
    const first = await stalling;
    const made = [first, second].flatMap((account) => account ?? []);
    expect(made.length).toBeLessThanOrEqual(1);
    const rows = await env.ACCOUNTS_0.prepare("SELECT id FROM account WHERE email = ?").bind(email).all<{ id: string }>();
    expect(rows.results.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    if (made[0]) expect(await directory.find("email", email)).toBe(made[0].id);
    expect(await readAccount(accounts, made[0]?.id ?? randomHere())).toEqual(made[0]);
  },
);

test.each([
  ["a child", { birth_date: "2013-11-22" }, "unprocessable", "birth_date"],
  ["somebody not born yet", { birth_date: "2027-01-01" }, "unprocessable", "birth_date"],
  ["somebody of the century before last", { birth_date: "1899-12-31" }, "invalid_request", "birth_date"],
  ["a password that is guessed first", { password: "password123" }, "unprocessable", "password"],
  ["a password made of the address", { password: "weak.seven.example" }, "unprocessable", "password"],
  ["a short password", { password: "k9#W" }, "invalid_request", "password"],
  ["no address", { email: "nobody" }, "invalid_request", "email"],
  ["no name", { display_name: "  " }, "invalid_request", "display_name"],
])("%s is refused, by the field", async (_, change, reason, field) => {
  const body = { ...person("weak@seven.example"), ...change };
  const answer = await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/registrations", { body });
  expect(await answer.json()).toMatchObject({ error: { reason, field } });
  expect(await mailTo("weak@seven.example")).toEqual([]);
});

test("on the day somebody is old enough, they may", async () => {
  const body = { ...person("thirteen@seven.example"), birth_date: "2013-11-21" };
  expect((await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/registrations", { body })).status).toBe(202);
});

test("where registration is closed, nobody registers without an invitation", async () => {
  const browser = openBrowser({ clock: { now }, bindings: { REGISTRATION: "closed" } });
  const answer = await browser.send("POST", "/accounts/v1/registrations", { body: person("closed@eight.example") });
  expect([answer.status, await mailTo("closed@eight.example")]).toEqual([403, []]);
});

test("home is where somebody registers; where nobody knows, it is the operator's market", async () => {
  const markets: Record<string, string | undefined> = {};
  for (const [name, source] of [
    ["edge", "edge"],
    ["visitor", "visitor"],
  ] as const) {
    const email = `${name}@nine.example`;
    const browser = openBrowser({ clock: { now }, bindings: { MARKET_SOURCE: source } });
    await browser.send("POST", "/accounts/v1/registrations", { body: { ...person(email), market: "SE" } });
    await browser.send("POST", "/accounts/v1/registrations/confirm", { body: { ticket: await ticketFor(email, confirmSubject) } });
    markets[name] = (await findAccountByEmail(services(), email))?.market;
  }
  expect(markets).toEqual({ edge: env.DEFAULT_MARKET, visitor: "SE" });
});

test("nobody's mailbox is filled by others", async () => {
  const guards = openGuards();
  const statuses = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    const browser = openBrowser({ clock: { now }, bindings: guards.bindings });
    const headers = { "cf-connecting-ip": `192.0.2.${attempt}` };
    statuses.push((await browser.send("POST", "/accounts/v1/registrations", { body: person("flood@ten.example"), headers })).status);
  }
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 429]);
  expect((await mailTo("flood@ten.example")).length).toBe(5);
});

test("another site's page registers nobody", async () => {
  const answer = await openBrowser().send("POST", "/accounts/v1/registrations", {
    body: person("cross@ten.example"),
    headers: { origin: "https://evil.example" },
  });
  expect(answer.status).toBe(403);
});

function randomHere(): string {
  return services().accounts.newId(crypto.getRandomValues(new Uint8Array(16)));
}
