import { expect, test } from "vitest";
import { activationViewSchema } from "../../../contracts/accounts/apps.ts";
import { deviceAuthorizationResponseSchema } from "../../../contracts/oauth.ts";
import { attemptLimits, countAttempt, type AttemptLimit } from "../../../domain/attempts.ts";
import { userCodeAlphabet } from "../../../domain/oauth/device.ts";
import { openBrowser, origin, type Browser, type Clock } from "../support/browser.ts";
import { openGuards } from "../support/guards.ts";
import { auditOf, openListener } from "../support/listener.ts";
import { errorOf, makeClient, post, postAs, refreshWith, tokensOf, withRefreshToken } from "../support/oauth.ts";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";

const start = Date.parse("2026-11-21T12:00:00Z");
const grantType = "urn:ietf:params:oauth:grant-type:device_code";

async function begin(browser: Browser, client: OAuthClientRow, scope = "streaming") {
  return deviceAuthorizationResponseSchema.parse(await (await postAs(browser, client, "/api/device_authorization", { scope })).json());
}

const poll = async (browser: Browser, client: OAuthClientRow, code: string) =>
  postAs(browser, client, "/api/token", { grant_type: grantType, device_code: code });

const decide = async (browser: Browser, userCode: string, decision: "allow" | "deny") =>
  browser.send("POST", "/accounts/v1/activation", { body: { user_code: userCode, decision } });

async function openDevice(bindings: Partial<Env> = {}) {
  const clock: Clock = { now: start };
  const [listener, client] = [await openListener({ clock }), await makeClient({ isPublic: true, name: "Kitchen" })];
  const device = openBrowser({ clock, bindings });
  return { ...listener, clock, client, device, begun: await begin(device, client) };
}

test("RFC 8628 3.2: a device is told a code for itself, one for people, and where to type it", async () => {
  const { begun } = await openDevice();
  expect(begun).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${origin}/activate` });
  expect(begun.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(begun.verification_uri_complete).toBe(`${origin}/activate?user_code=${begun.user_code}`);
});

test("RFC 8628 3.3: a listener sees which device it is, lets it in, and it plays for that listener", async () => {
  const { browser, account, client, device, begun, clock } = await openDevice();
  expect(await errorOf(await poll(device, client, begun.device_code))).toEqual([400, "authorization_pending"]);
  const typed = begun.user_code.toLowerCase().replace("-", " ");
  const view = await browser.send("GET", `/accounts/v1/activation?user_code=${encodeURIComponent(typed)}`);
  expect(activationViewSchema.parse(await view.json())).toMatchObject({
    client: { id: client.id, name: "Kitchen" },
    scope: ["streaming"],
    user_code: begun.user_code,
  });
  expect((await decide(browser, typed, "allow")).status).toBe(204);
  clock.now += 5000;
  const tokens = await withRefreshToken(await poll(device, client, begun.device_code));
  expect(tokens.scope).toBe("streaming");
  expect((await refreshWith(device, client, tokens.refresh_token)).status).toBe(200);
  expect(await auditOf(account)).toContain("device_approved");
  const consents: unknown = await (await browser.send("GET", "/accounts/v1/consents")).json();
  expect(consents).toMatchObject({ consents: [{ client: { id: client.id }, scope: ["streaming"] }] });
});

test("RFC 8628 3.5: whoever asks too often is told to slow down, until they do", async () => {
  const { client, device, begun, clock } = await openDevice();
  const waits = [0, 4000, 9000, 15_000];
  const seen: string[] = [];
  for (const wait of waits) {
    clock.now += wait;
    seen.push((await errorOf(await poll(device, client, begun.device_code)))[1]);
  }
  expect(seen).toEqual(["authorization_pending", "slow_down", "slow_down", "authorization_pending"]);
});

test("RFC 8628 3.5: a refusal and the end of ten minutes are told as what they are", async () => {
  const denied = await openDevice();
  expect((await decide(denied.browser, denied.begun.user_code, "deny")).status).toBe(204);
  expect(await errorOf(await poll(denied.device, denied.client, denied.begun.device_code))).toEqual([400, "access_denied"]);
  const late = await openDevice();
  late.clock.now += 600_000;
  expect(await errorOf(await poll(late.device, late.client, late.begun.device_code))).toEqual([400, "expired_token"]);
  expect((await decide(late.browser, late.begun.user_code, "allow")).status).toBe(410);
});

test("a decision stands: again it changes nothing, otherwise it is refused, and so is anybody else's", async () => {
  const { browser, begun, clock } = await openDevice();
  const other = await openListener({ clock });
  expect((await decide(browser, begun.user_code, "allow")).status).toBe(204);
  expect((await decide(browser, begun.user_code, "allow")).status).toBe(204);
  expect((await decide(browser, begun.user_code, "deny")).status).toBe(410);
  expect((await decide(other.browser, begun.user_code, "allow")).status).toBe(410);
  expect((await browser.send("GET", `/accounts/v1/activation?user_code=${begun.user_code}`)).status).toBe(410);
});

test("a device code is good once, for its own client", async () => {
  const { browser, client, device, begun, clock } = await openDevice();
  await decide(browser, begun.user_code, "allow");
  const other = await makeClient({ isPublic: true });
  expect(await errorOf(await poll(device, other, begun.device_code))).toEqual([400, "invalid_grant"]);
  const tokens = await withRefreshToken(await poll(device, client, begun.device_code));
  clock.now += 5000;
  expect(await errorOf(await poll(device, client, begun.device_code))).toEqual([400, "invalid_grant"]);
  expect(await errorOf(await refreshWith(device, client, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
});

test("of fifty polls at once, at most one gets tokens", async () => {
  const { browser, client, device, begun } = await openDevice();
  await decide(browser, begun.user_code, "allow");
  const responses = await Promise.all(Array.from({ length: 50 }, () => poll(device, client, begun.device_code)));
  const won = responses.filter(({ status }) => status === 200);
  expect(won.length).toBeLessThanOrEqual(1);
  for (const response of won) await tokensOf(response);
});

test("a client that is no device, an unknown scope and a wrong code are refused", async () => {
  const { client, device, begun } = await openDevice();
  const app = await makeClient({ isPublic: true, grantTypes: ["authorization_code"] });
  expect(await errorOf(await postAs(device, app, "/api/device_authorization", {}))).toEqual([400, "unauthorized_client"]);
  expect(await errorOf(await postAs(device, client, "/api/device_authorization", { scope: "everything" }))).toEqual([400, "invalid_scope"]);
  expect(await errorOf(await post(device, "/api/device_authorization", { client_id: "nobody" }))).toEqual([401, "invalid_client"]);
  expect(await errorOf(await poll(device, client, `${begun.device_code.split(".")[0]}.${"A".repeat(43)}`))).toEqual([400, "invalid_grant"]);
  expect(await errorOf(await poll(device, client, begun.user_code))).toEqual([400, "invalid_grant"]);
});

/** The limiter as its object counts, in memory. */
function countInMemory(): Env["LIMITER"] {
  const held = new Map<string, number[]>();
  const namespace = {
    getByName: (name: string) => ({
      take(rule: AttemptLimit, now: number) {
        const verdict = countAttempt(held.get(name) ?? [], rule, now);
        if (verdict.allowed) held.set(name, verdict.attempts);
        return Promise.resolve(verdict.allowed ? undefined : verdict.retryAfterMs);
      },
      giveBack(at: number) {
        const attempts = held.get(name) ?? [];
        held.set(name, attempts.toSpliced(attempts.lastIndexOf(at), 1));
        return Promise.resolve();
      },
    }),
  };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- stands in for what the Worker calls of the namespace
  return namespace as Pick<typeof namespace, "getByName"> & Env["LIMITER"];
}

const guess = (index: number) => `BCDFGHJ${userCodeAlphabet.charAt(index)}`;

test("RFC 8628 5.1: ten codes that do not exist, and no more are tried, not even a right one, at once or in a row", async () => {
  const clock: Clock = { now: start };
  const { browser } = await openListener({ clock });
  const limited = openBrowser({ clock, bindings: { LIMITER: countInMemory() } });
  for (const [name, value] of browser.cookies) limited.cookies.set(name, value);
  const client = await makeClient({ isPublic: true });
  const { user_code: right } = await begin(limited, client);
  const look = async (code: string) => limited.send("GET", `/accounts/v1/activation?user_code=${code}`);

  // A right one is no guess, however often it is looked at.
  for (let time = 0; time < 12; time++) expect((await look(right)).status).toBe(200);
  const statuses = (await Promise.all(Array.from({ length: 20 }, (_, index) => look(guess(index))))).map(({ status }) => status);
  expect([404, 429].map((status) => statuses.filter((seen) => seen === status).length)).toEqual([10, 10]);
  const refused = await look(right);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
  expect((await decide(limited, right, "allow")).status).toBe(429);
  clock.now += 15 * 60_000;
  expect((await look(guess(1))).status).toBe(404);
});

test("RFC 8628 5.1: many accounts at one address guess no more than fifty times", async () => {
  const clock: Clock = { now: start };
  const bindings = { LIMITER: countInMemory() };
  const headers = { "cf-connecting-ip": "203.0.113.7" };
  const statuses: number[] = [];
  for (let account = 0; account < 6; account++) {
    const { browser } = await openListener({ clock });
    const limited = openBrowser({ clock, bindings });
    for (const [name, value] of browser.cookies) limited.cookies.set(name, value);
    for (let index = 0; index < 10; index++) {
      statuses.push((await limited.send("GET", `/accounts/v1/activation?user_code=${guess(index)}`, { headers })).status);
    }
  }
  expect([statuses.indexOf(429), new Set(statuses.slice(50)).size]).toEqual([50, 1]);
});

test("one network begins so many devices in a quarter of an hour, and no more", async () => {
  const clock: Clock = { now: start };
  const [client, guards] = [await makeClient({ isPublic: true }), openGuards()];
  const device = openBrowser({ clock, bindings: guards.bindings });
  const from = async (address: string) =>
    (
      await device.send("POST", "/api/device_authorization", {
        body: new URLSearchParams({ client_id: client.id, scope: "streaming" }),
        headers: { "cf-connecting-ip": address },
      })
    ).status;
  const { limit, windowMs } = attemptLimits.device_by_address;
  for (let time = 0; time < limit; time++) expect(await from("192.0.2.1")).toBe(200);
  expect([await from("192.0.2.1"), await from("192.0.2.2")]).toEqual([429, 200]);
  clock.now += windowMs;
  expect(await from("192.0.2.1")).toBe(200);
});
