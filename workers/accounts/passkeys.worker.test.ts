import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { passkeyListSchema, passkeyOptionsSchema } from "../../contracts/accounts/credentials.ts";
import { errorBodySchema } from "../../contracts/errors.ts";
import { attemptLimits } from "../../domain/attempts.ts";
import { everyMinute } from "./scheduled.ts";
import { makeAuthenticator, type Authenticator, type Lies } from "./support/authenticator.ts";
import { openBrowser, origin, type Browser, type Clock } from "./support/browser.ts";
import { openGuards } from "./support/guards.ts";
import { auditOf, lettersTo, openListener } from "./support/listener.ts";

const register = "/accounts/v1/passkeys";
const login = "/accounts/v1/passkey-login";
const minutes = 60_000;

async function optionsAt(browser: Browser, path: string) {
  const response = await browser.send("POST", `${path}/options`);
  expect(response.status).toBe(200);
  return passkeyOptionsSchema.parse(await response.json());
}

async function addPasskey(browser: Browser, authenticator: Authenticator, lies?: Lies): Promise<Response> {
  const { ticket, options } = await optionsAt(browser, register);
  return browser.send("POST", register, { body: { ticket, response: await authenticator.create(options, lies), name: "Phone" } });
}

async function logInWith(browser: Browser, authenticator: Authenticator, lies?: Lies): Promise<Response> {
  const { ticket, options } = await optionsAt(browser, login);
  return browser.send("POST", login, { body: { ticket, response: await authenticator.get(options, lies) } });
}

async function reasonOf(response: Response): Promise<[number, string]> {
  return [response.status, errorBodySchema.parse(await response.json()).error.reason];
}

async function listenerWithPasskey(options: { clock?: Clock; password?: boolean } = {}) {
  const listener = await openListener(options);
  const authenticator = await makeAuthenticator(origin);
  expect((await addPasskey(listener.browser, authenticator)).status).toBe(201);
  return { ...listener, authenticator };
}

test("a passkey that was added opens the account in another browser, without an address", async () => {
  const { account, authenticator } = await listenerWithPasskey();
  const browser = openBrowser();
  const response = await logInWith(browser, authenticator);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ listener: { id: account.id } });
  const { passkeys } = passkeyListSchema.parse(await (await browser.send("GET", register)).json());
  expect(passkeys).toMatchObject([{ id: authenticator.id, name: "Phone", backed_up: false }]);
  expect(passkeys[0]?.used_at).not.toBeNull();
});

test("options name no account and no credential to whoever is not logged in", async () => {
  await listenerWithPasskey();
  const { options } = await optionsAt(openBrowser(), login);
  expect(
    Object.keys(options)
      .filter((key) => options[key] !== undefined)
      .toSorted(),
  ).toEqual(["challenge", "rpId", "timeout", "userVerification"]);
});

test("the same registration again is the same passkey; under another account it is refused", async () => {
  const { browser } = await openListener();
  const authenticator = await makeAuthenticator(origin);
  const { ticket, options } = await optionsAt(browser, register);
  const body = { ticket, response: await authenticator.create(options) };
  const [first, again] = [await browser.send("POST", register, { body }), await browser.send("POST", register, { body })];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(await again.json()).toEqual(await first.json());

  const { browser: other } = await openListener();
  expect(await reasonOf(await addPasskey(other, authenticator))).toEqual([409, "conflict"]);
});

test("a ticket is good once, for five minutes, in the session that asked for it", async () => {
  const clock = { now: Date.parse("2026-11-21T12:00:00Z") };
  const [{ browser }, { browser: other }] = [await openListener({ clock }), await openListener({ clock })];
  const finish = async (sender: Browser, ticket: string, options: unknown) => {
    const response = await (await makeAuthenticator(origin)).create(options);
    return sender.send("POST", register, { body: { ticket, response } });
  };
  const used = await optionsAt(browser, register);
  expect((await finish(browser, used.ticket, used.options)).status).toBe(201);
  expect(await reasonOf(await finish(browser, used.ticket, used.options))).toEqual([410, "gone"]);
  const foreign = await optionsAt(browser, register);
  expect(await reasonOf(await finish(other, foreign.ticket, foreign.options))).toEqual([410, "gone"]);
  const late = await optionsAt(browser, register);
  clock.now += 5 * minutes;
  expect(await reasonOf(await finish(browser, late.ticket, late.options))).toEqual([410, "gone"]);
});

test("of twenty answers to one challenge at once, one is heard", async () => {
  const { authenticator } = await listenerWithPasskey();
  const browser = openBrowser();
  const { ticket, options } = await optionsAt(browser, login);
  const body = { ticket, response: await authenticator.get(options) };
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await browser.send("POST", login, { body })).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 410)).toHaveLength(19);
});

test("an assertion is good in the browser that asked, once, and not for another challenge", async () => {
  const { authenticator } = await listenerWithPasskey();
  const [browser, thief] = [openBrowser(), openBrowser()];
  const first = await optionsAt(browser, login);
  const response = await authenticator.get(first.options);
  await optionsAt(thief, login);
  expect(await reasonOf(await thief.send("POST", login, { body: { ticket: first.ticket, response } }))).toEqual([410, "gone"]);

  const second = await optionsAt(browser, login);
  expect(await reasonOf(await browser.send("POST", login, { body: { ticket: second.ticket, response } }))).toEqual([
    401,
    "invalid_credentials",
  ]);
});

test("two ceremonies of one browser do not disturb each other", async () => {
  const { authenticator } = await listenerWithPasskey();
  const browser = openBrowser();
  const [autofill, button] = [await optionsAt(browser, login), await optionsAt(browser, login)];
  for (const { ticket, options } of [autofill, button]) {
    const response = await authenticator.get(options);
    expect((await browser.send("POST", login, { body: { ticket, response } })).status).toBe(200);
  }
});

test("a ceremony of one kind is not good for the other", async () => {
  const { browser, authenticator } = await listenerWithPasskey();
  const registration = await optionsAt(browser, register);
  // Even where both are bound to one thing.
  browser.cookies.set("__Host-ceremony", browser.cookies.get("__Host-session")?.split(".")[0] ?? "");
  const assertion = await authenticator.get({ ...registration.options, rpId: "music.example" });
  expect(await reasonOf(await browser.send("POST", login, { body: { ticket: registration.ticket, response: assertion } }))).toEqual([
    410,
    "gone",
  ]);
  const beginning = await optionsAt(browser, login);
  const fresh = await makeAuthenticator(origin);
  const creation = await fresh.create({ ...beginning.options, rp: { id: "music.example" }, user: { id: "AAAA" } });
  expect(await reasonOf(await browser.send("POST", register, { body: { ticket: beginning.ticket, response: creation } }))).toEqual([
    410,
    "gone",
  ]);
});

const lies: [string, Lies][] = [
  ["made on another site's page", { origin: "https://music.example.evil.example" }],
  ["made on a subdomain's page", { origin: "https://evil.music.example" }],
  ["made on the page of another port", { origin: `${origin}:8443` }],
  ["bound to another relying party", { rpId: "evil.example" }],
  ["to another challenge", { challenge: "A".repeat(43) }],
  ["by a person who was not verified", { flags: 0x01 }],
  ["by nobody who was present", { flags: 0x04 }],
];
test.each(lies)("an answer %s neither adds a passkey nor logs in", async (_, lie) => {
  const { browser, authenticator } = await listenerWithPasskey();
  expect(await reasonOf(await addPasskey(browser, await makeAuthenticator(origin), lie))).toEqual([422, "unprocessable"]);
  expect(await reasonOf(await logInWith(openBrowser(), authenticator, lie))).toEqual([401, "invalid_credentials"]);
  expect((await logInWith(openBrowser(), authenticator)).status).toBe(200);
});

test("an answer of the wrong type is refused on either side", async () => {
  const { browser, authenticator } = await listenerWithPasskey();
  const created = await addPasskey(browser, await makeAuthenticator(origin), { type: "webauthn.get" });
  expect(await reasonOf(created)).toEqual([422, "unprocessable"]);
  const asserted = await logInWith(openBrowser(), authenticator, { type: "webauthn.create" });
  expect(await reasonOf(asserted)).toEqual([401, "invalid_credentials"]);
});

test("another account's credential opens nothing under this account's name, nor this one's with another key", async () => {
  const [victim, attacker] = [await listenerWithPasskey(), await listenerWithPasskey()];
  const asVictim: Authenticator = { ...attacker.authenticator, userHandle: victim.authenticator.userHandle };
  expect(await reasonOf(await logInWith(openBrowser(), asVictim))).toEqual([401, "invalid_credentials"]);
  const browser = openBrowser();
  const { ticket, options } = await optionsAt(browser, login);
  // All of it is right, but for the key that signed.
  const forged = { ...(await asVictim.get(options)), id: victim.authenticator.id, rawId: victim.authenticator.id };
  expect(await reasonOf(await browser.send("POST", login, { body: { ticket, response: forged } }))).toEqual([401, "invalid_credentials"]);
});

test("a copied authenticator is refused once its count falls behind, and it is written down", async () => {
  const { account, authenticator } = await listenerWithPasskey();
  const copy: Authenticator = { ...authenticator };
  expect((await logInWith(openBrowser(), authenticator)).status).toBe(200);
  expect((await logInWith(openBrowser(), authenticator)).status).toBe(200);
  expect(await reasonOf(await logInWith(openBrowser(), copy))).toEqual([401, "invalid_credentials"]);
  expect(await auditOf(account)).toContain("passkey_copied");
  expect(await lettersTo(account)).toContain("A passkey of your account at Nearfield may have been copied");
  expect((await logInWith(openBrowser(), authenticator)).status).toBe(200);
});

test("an unknown passkey is refused like a wrong one", async () => {
  expect(await reasonOf(await logInWith(openBrowser(), await makeAuthenticator(origin)))).toEqual([401, "invalid_credentials"]);
});

test("a passkey is renamed and removed by its holder only", async () => {
  const { browser, account, authenticator } = await listenerWithPasskey();
  const { browser: stranger } = await openListener();
  const path = `${register}/${authenticator.id}`;
  expect((await stranger.send("PATCH", path, { body: { name: "Mine" } })).status).toBe(404);
  expect((await stranger.send("DELETE", path)).status).toBe(204);
  const renamed = await browser.send("PATCH", path, { body: { name: " Key ring " } });
  expect([renamed.status, await renamed.json()]).toMatchObject([200, { name: "Key ring" }]);
  expect((await browser.send("DELETE", path)).status).toBe(204);
  expect((await browser.send("DELETE", path)).status).toBe(204);
  expect(await reasonOf(await logInWith(openBrowser(), authenticator))).toEqual([401, "invalid_credentials"]);
  expect((await auditOf(account)).toSorted()).toEqual(["passkey_added", "passkey_removed"]);
  expect((await lettersTo(account)).toSorted()).toEqual([
    "A new way into your account at Nearfield",
    "A way into your account at Nearfield was removed",
  ]);
});

test("the last way in stays, also when two are removed at once", async () => {
  const { browser, authenticator } = await listenerWithPasskey({ password: false });
  const first = `${register}/${authenticator.id}`;
  expect(await reasonOf(await browser.send("DELETE", first))).toEqual([409, "conflict"]);
  const second = await makeAuthenticator(origin);
  expect((await addPasskey(browser, second)).status).toBe(201);
  const removals = await Promise.all([first, `${register}/${second.id}`].map((path) => browser.send("DELETE", path)));
  expect(new Set(removals.map(({ status }) => status))).toEqual(new Set([204, 409]));
});

test("an account has twenty passkeys at most", async () => {
  const { browser } = await openListener();
  for (let index = 0; index < 20; index++) expect((await addPasskey(browser, await makeAuthenticator(origin))).status).toBe(201);
  expect(await reasonOf(await browser.send("POST", `${register}/options`))).toEqual([422, "unprocessable"]);
});

test("a page on an IP address is told where passkeys work", async () => {
  const bindings = { ORIGIN: "http://127.0.0.1:8787", ORIGIN_ALIASES: "" };
  const browser = openBrowser({ bindings });
  const response = await browser.send("POST", `${login}/options`, { headers: { origin: bindings.ORIGIN } });
  expect(response.status).toBe(422);
  expect(errorBodySchema.parse(await response.json()).error).toMatchObject({
    reason: "unprocessable",
    message: expect.stringContaining("http://localhost:8787"),
  });
});

test("another site's page begins and ends no ceremony", async () => {
  for (const path of [login, `${login}/options`, register, `${register}/options`]) {
    const response = await openBrowser().send("POST", path, { headers: { origin: "https://evil.example" } });
    expect(await reasonOf(response)).toEqual([403, "cross_site"]);
  }
});

test("what is no answer of an authenticator is refused by its field", async () => {
  const { browser, authenticator } = await listenerWithPasskey();
  const { ticket, options } = await optionsAt(browser, login);
  const response = await authenticator.get(options);
  const bad: [unknown, string][] = [
    [{ ticket, response: { ...response, id: "no base64url!" } }, "response.id"],
    [{ ticket, response: { ...response, response: {} } }, "response.response.clientDataJSON"],
    [{ ticket: "short", response }, "ticket"],
  ];
  for (const [body, field] of bad) {
    const answer = await browser.send("POST", login, { body });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { reason: "invalid_request", field } }]);
  }
  const garbage = {
    ...response,
    response: { clientDataJSON: "AA", authenticatorData: "AA", signature: "AA", userHandle: authenticator.userHandle },
  };
  expect(await reasonOf(await browser.send("POST", login, { body: { ticket, response: garbage } }))).toEqual([401, "invalid_credentials"]);
});

test("one network begins so many logins in a quarter of an hour, and what is begun is kept no longer than it is good", async () => {
  const clock: Clock = { now: Date.now() };
  const guards = openGuards();
  const browser = openBrowser({ clock, bindings: guards.bindings });
  const from = async (address: string) =>
    (await browser.send("POST", `${login}/options`, { headers: { "cf-connecting-ip": address } })).status;
  for (let time = 0; time < attemptLimits.ceremony_by_address.limit; time++) expect(await from("192.0.2.1")).toBe(200);
  expect([await from("192.0.2.1"), await from("192.0.2.2")]).toEqual([429, 200]);

  const kept = async () => (await env.ACCOUNTS_0.prepare("SELECT count(*) AS n FROM ticket WHERE kind = 'passkey_login'").first("n")) ?? 0;
  await everyMinute(env, clock.now);
  expect(await kept()).toBeGreaterThan(attemptLimits.ceremony_by_address.limit);
  await everyMinute(env, clock.now + 5 * minutes + 1);
  expect(await kept()).toBe(0);
});
