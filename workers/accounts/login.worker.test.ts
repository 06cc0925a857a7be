import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { createAccount } from "../../d1/accounts/accounts.ts";
import { attemptLimits } from "../../domain/attempts.ts";
import { openAttempts } from "../../frame/attempts.ts";
import { hashPassword } from "./password-hash.ts";
import { composeServices } from "./services.ts";
import { openBrowser, origin } from "./support/browser.ts";
import { openGuards } from "./support/guards.ts";
import { heavyTurns } from "./turns.ts";

const password = "purple-otter-climbs-77";
const now = Date.UTC(2026, 10, 21, 12);
const minute = 60_000;

const take = heavyTurns.take.bind(heavyTurns);
const turns = vi.spyOn(heavyTurns, "take");

beforeAll(async () => {
  const services = composeServices(env, new Request(origin), now);
  const passwordHash = await hashPassword(password);
  const person = { displayName: "Ada", market: "DE", locale: "en", now };
  await createAccount(services, { ...person, email: "ada@login.example", passwordHash });
  await createAccount(services, { ...person, email: "keys@login.example" });
});

const attempt = (email: string, offered: string, browser = openBrowser({ clock: { now } }), headers: Record<string, string> = {}) =>
  browser.send("POST", "/accounts/v1/login", { body: { email, password: offered }, headers });

test("the right password logs in, however the address is written, and the session stands", async () => {
  const browser = openBrowser({ clock: { now } });
  const answer = await attempt(" ADA@Login.Example ", password, browser);
  expect(await answer.json()).toMatchObject({ listener: { email: "ada@login.example" }, expires_in: 600 });
  expect(await (await browser.send("POST", "/accounts/v1/session")).json()).toMatchObject({ listener: { email: "ada@login.example" } });
});

test("a wrong password, an unknown address and an account without a password are one: same answer, one hash each", async () => {
  const seen = [];
  for (const [email, offered] of [
    ["ada@login.example", "wrong"],
    ["nobody@login.example", password],
    ["keys@login.example", password],
  ] as const) {
    turns.mockClear();
    const answer = await attempt(email, offered);
    const body: unknown = JSON.parse((await answer.text()).replace(/"request_id":"[^"]+"/, '"request_id":""'));
    seen.push({ status: answer.status, cookies: answer.headers.getSetCookie(), body, turns: turns.mock.calls.length });
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
  expect(seen[0]).toMatchObject({ status: 401, cookies: [], turns: 1, body: { error: { reason: "invalid_credentials" } } });
});

test("ten guesses at one account are all, whoever makes them, and whether or not there is one; waiting helps", async () => {
  for (const email of ["ada@login.example", "nobody@login.example"]) {
    const { bindings } = openGuards();
    const clock = { now };
    const statuses = [];
    for (let guess = 0; guess < 11; guess++) {
      const answer = await attempt(email, "guess", openBrowser({ clock, bindings }), { "cf-connecting-ip": `192.0.2.${guess}` });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const refused = await attempt(email, password, openBrowser({ clock, bindings }));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
    clock.now += 15 * minute;
    expect((await attempt(email, password, openBrowser({ clock, bindings }))).status).toBe(email.startsWith("ada") ? 200 : 401);
  }
});

test("strangers' guesses keep nobody out of a browser that knows the account, and there are ten guesses in it too", async () => {
  const { bindings } = openGuards();
  const [known, stranger] = [openBrowser({ clock: { now }, bindings }), openBrowser({ clock: { now }, bindings })];
  await attempt("ada@login.example", password, known);
  await known.send("POST", "/accounts/v1/logout");
  for (let guess = 0; guess < 10; guess++) expect((await attempt("ada@login.example", "guess", stranger)).status).toBe(401);
  expect((await attempt("ada@login.example", password, stranger)).status).toBe(429);
  expect((await attempt("ada@login.example", password, known)).status).toBe(200);
  for (let guess = 0; guess < 10; guess++) expect((await attempt("ada@login.example", "guess", known)).status).toBe(401);
  expect((await attempt("ada@login.example", password, known)).status).toBe(429);
  // It knows no other account.
  for (let guess = 0; guess < 10; guess++) await attempt("keys@login.example", "guess", stranger);
  expect((await attempt("keys@login.example", "guess", known)).status).toBe(429);
});

test("whoever was let in many times has no ten guesses for each of them", async () => {
  const { bindings } = openGuards();
  const browsers = Array.from({ length: 6 }, () => openBrowser({ clock: { now }, bindings }));
  for (const browser of browsers) expect((await attempt("ada@login.example", password, browser)).status).toBe(200);
  const statuses: number[] = [];
  // Which hash a guess would have is nothing to this test.
  turns.mockResolvedValue(false);
  for (const browser of browsers) {
    for (let guess = 0; guess < 9; guess++) statuses.push((await attempt("ada@login.example", "guess", browser)).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 50 }, () => 401), ...Array.from({ length: 4 }, () => 429)]);
  turns.mockImplementation(take);
  expect((await attempt("ada@login.example", password, openBrowser({ clock: { now }, bindings }))).status).toBe(200);
});

test("whoever knows the password is forgiven their wrong ones; a network's work is counted, right or wrong", async () => {
  const { bindings } = openGuards();
  const from = { "cf-connecting-ip": "198.51.100.7" };
  const browser = openBrowser({ clock: { now }, bindings });
  for (let round = 0; round < 2; round++) {
    for (let guess = 0; guess < 9; guess++) expect((await attempt("ada@login.example", "guess", browser, from)).status).toBe(401);
    expect((await attempt("ada@login.example", password, browser, from)).status).toBe(200);
  }
  // Of the network's sixty, twenty are gone.
  const attempts = openAttempts(bindings.LIMITER, now);
  for (let work = 20; work < attemptLimits.heavy_work.limit - 1; work++) await attempts.count("heavy_work", "198.51.100.7");
  expect((await attempt("ada@login.example", password, browser, from)).status).toBe(200);
  const refused = await attempt("ada@login.example", password, browser, from);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
  expect((await attempt("ada@login.example", password, browser, { "cf-connecting-ip": "198.51.100.8" })).status).toBe(200);
});

test("one network takes two places of the queue at most, and others come in beside it", async () => {
  const flood = Array.from({ length: 12 }, () => {
    return attempt("ada@login.example", password, openBrowser({ clock: { now } }), { "cf-connecting-ip": "198.51.100.9" });
  });
  const other = attempt("ada@login.example", password, openBrowser({ clock: { now } }), { "cf-connecting-ip": "198.51.100.10" });
  const statuses = (await Promise.all(flood)).map(({ status }) => status);
  expect([(await other).status, statuses.filter((status) => status === 200).length]).toEqual([200, 2]);
});

test("of many who log in at once eight wait, one is served at a time, and the others are told to come back", async () => {
  let [running, most] = [0, 0];
  const order: string[] = [];
  turns.mockImplementation((work) =>
    take(() => {
      most = Math.max(most, (running += 1));
      const result = work();
      running -= 1;
      order.push("hash");
      return result;
    }),
  );
  const many = Array.from({ length: 20 }, () => attempt("ada@login.example", password));
  const light = Array.from({ length: 6 }, async () => {
    await openBrowser({ clock: { now } }).send("POST", "/accounts/v1/session");
    order.push("light");
  });
  const answers = await Promise.all(many);
  await Promise.all(light);
  turns.mockImplementation(take);
  expect(most).toBe(1);
  expect(answers.filter(({ status }) => status === 200).length).toBe(8);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.map(({ headers }) => headers.get("retry-after"))).toEqual(Array.from({ length: 12 }, () => "2"));
  // Others' requests are not kept behind all who wait.
  expect(order.indexOf("light")).toBeLessThan(3);
  expect((await attempt("ada@login.example", password)).status).toBe(200);
});

test("logging out ends the session, refuses its tokens, and empties the browser; also twice", async () => {
  const guards = openGuards();
  const browser = openBrowser({ clock: { now }, bindings: guards.bindings });
  await attempt("ada@login.example", password, browser);
  const stolen = openBrowser({ clock: { now }, bindings: guards.bindings });
  for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
  expect((await browser.send("POST", "/accounts/v1/logout")).status).toBe(204);
  expect([[...browser.cookies.keys()], guards.revoked.size]).toEqual([["__Host-browser"], 1]);
  expect(await (await stolen.send("POST", "/accounts/v1/session")).json()).toMatchObject({ listener: null });
  expect((await browser.send("POST", "/accounts/v1/logout")).status).toBe(204);
  expect(guards.revoked.size).toBe(1);
});

test("another site's page logs nobody in or out", async () => {
  const headers = { origin: "https://evil.example" };
  expect((await attempt("ada@login.example", password, openBrowser(), headers)).status).toBe(403);
  expect((await openBrowser().send("POST", "/accounts/v1/logout", { headers })).status).toBe(403);
});
