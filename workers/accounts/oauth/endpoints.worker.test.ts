import { env } from "cloudflare:workers";
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from "jose";
import { expect, test } from "vitest";
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { introspectionResponseSchema } from "../../../contracts/oauth.ts";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";
import type { LimiterNamespace } from "../../../frame/attempts.ts";
import { openBrowser, origin, type Browser, type Clock } from "../support/browser.ts";
import { openGuards } from "../support/guards.ts";
import { openListener } from "../support/listener.ts";
import {
  basic,
  clientSecret,
  codeFor,
  errorOf,
  makeClient,
  post,
  postAs,
  redeem,
  refreshWith,
  tokensFor,
  tokensOf,
} from "../support/oauth.ts";

async function openApp(options: Parameters<typeof makeClient>[0] = {}) {
  const [{ browser, account }, client] = [await openListener(), await makeClient(options)];
  return { browser, account, client, tokens: await tokensFor(browser, client) };
}

async function introspect(browser: Browser, client: OAuthClientRow, token: string, hint?: string) {
  const response = await postAs(browser, client, "/api/introspect", { token, ...(hint && { token_type_hint: hint }) });
  expect(response.status).toBe(200);
  return introspectionResponseSchema.parse(await response.json());
}

test("RFC 7662 2.2: a client is told of its own tokens, of either kind, whatever it calls them", async () => {
  const { browser, account, client, tokens } = await openApp();
  for (const hint of [undefined, "access_token", "refresh_token", "something"]) {
    expect(await introspect(browser, client, tokens.access_token, hint)).toMatchObject({
      active: true,
      token_type: "Bearer",
      iss: origin,
      sub: account.id,
      client_id: client.id,
      scope: "openid streaming",
    });
    expect(await introspect(browser, client, tokens.refresh_token, hint)).toMatchObject({
      active: true,
      sub: account.id,
      client_id: client.id,
    });
  }
});

test("RFC 7662 4: nobody is told of another's tokens, of an id_token, of a browser's own, or of nonsense", async () => {
  const { browser, client, tokens } = await openApp();
  const other = await makeClient();
  for (const token of [tokens.access_token, tokens.refresh_token])
    expect(await introspect(browser, other, token)).toEqual({ active: false });
  const foreign = [
    tokens.id_token ?? "",
    browser.cookies.get("__Host-access") ?? "x",
    browser.cookies.get("__Host-session") ?? "x",
    "x",
    "a.b.c",
  ];
  for (const token of foreign) expect(await introspect(browser, client, token)).toEqual({ active: false });
});

test("RFC 7662 2.1: only a client that proves itself may ask", async () => {
  const { browser, client, tokens } = await openApp();
  const app = await makeClient({ isPublic: true });
  const { access_token: token } = tokens;
  expect(await errorOf(await postAs(browser, app, "/api/introspect", { token }))).toEqual([401, "invalid_client"]);
  expect(await errorOf(await post(browser, "/api/introspect", { token }, basic(client, "wrong")))).toEqual([401, "invalid_client"]);
  expect(await errorOf(await post(browser, "/api/introspect", { token }, { authorization: `Bearer ${token}` }))).toEqual([
    401,
    "invalid_client",
  ]);
  expect(await errorOf(await postAs(browser, client, "/api/introspect", {}))).toEqual([400, "invalid_request"]);
});

test.each(["access_token", "refresh_token"] as const)(
  "RFC 7009 2: with its %s, an app gives all of its access back, at once",
  async (kind) => {
    const { browser, client, tokens } = await openApp();
    for (let time = 0; time < 2; time++) expect((await postAs(browser, client, "/api/revoke", { token: tokens[kind] })).status).toBe(200);
    expect(await introspect(browser, client, tokens.access_token)).toEqual({ active: false });
    expect(await introspect(browser, client, tokens.refresh_token)).toEqual({ active: false });
    expect(await errorOf(await refreshWith(browser, client, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await openBrowser().send("GET", "/oauth/userinfo", { headers })).status).toBe(401);
  },
);

test("RFC 7009 2.1: another client revokes nothing, and is told nothing; a public client revokes its own", async () => {
  const { browser, client, tokens } = await openApp({ isPublic: true });
  const other = await makeClient();
  for (const token of [tokens.refresh_token, tokens.access_token, "x"]) {
    expect((await postAs(browser, other, "/api/revoke", { token })).status).toBe(200);
  }
  expect((await refreshWith(browser, client, tokens.refresh_token)).status).toBe(200);
  expect((await postAs(browser, client, "/api/revoke", { token: tokens.refresh_token })).status).toBe(200);
  expect(await errorOf(await refreshWith(browser, client, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
});

/** As the object holds it, in memory. */
function listInMemory(revoked = new Set<string>()): Env["REVOCATIONS"] {
  const object = {
    add: (sessions: { id: string }[]) => Promise.resolve(sessions.forEach(({ id }) => revoked.add(id))),
    has: (session: string) => Promise.resolve(revoked.has(session)),
  };
  const namespace = { getByName: () => object };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- stands in for what the Worker calls of the namespace
  return namespace as Pick<typeof namespace, "getByName"> & Env["REVOCATIONS"];
}

test("whatever ends an app's session refuses its tokens everywhere, where no database is asked", async () => {
  const clock: Clock = { now: Date.parse("2026-11-21T12:00:00Z") };
  const revoked = new Set<string>();
  const [listener, client] = [await openListener({ clock }), await makeClient()];
  const browser = openBrowser({ clock, bindings: { REVOCATIONS: listInMemory(revoked) } });
  for (const [name, value] of listener.browser.cookies) browser.cookies.set(name, value);
  const idOf = (tokens: TokenResponse) => String(decodeJwt(tokens.access_token)["sid"]);

  const left = await tokensFor(browser, client);
  await postAs(browser, client, "/api/revoke", { token: left.access_token });
  expect(revoked).toContain(idOf(left));
  const stolen = await tokensFor(browser, client);
  await refreshWith(browser, client, stolen.refresh_token);
  clock.now += 30_001;
  await refreshWith(browser, client, stolen.refresh_token);
  expect(revoked).toContain(idOf(stolen));
  const code = await codeFor(browser, client);
  const replayed = await tokensOf(await redeem(browser, client, code));
  await redeem(browser, client, code);
  expect(revoked).toContain(idOf(replayed));
  const withdrawn = await tokensFor(browser, client);
  await browser.send("DELETE", `/accounts/v1/consents/${client.id}`);
  expect(revoked).toContain(idOf(withdrawn));
  expect(revoked.size).toBe(4);
});

test("a client's own token is revoked by itself, at once", async () => {
  const [browser, client] = [openBrowser({ bindings: { REVOCATIONS: listInMemory() } }), await makeClient()];
  const { access_token: token } = await tokensOf(await postAs(browser, client, "/api/token", { grant_type: "client_credentials" }));
  const { access_token: another } = await tokensOf(await postAs(browser, client, "/api/token", { grant_type: "client_credentials" }));
  expect(await introspect(browser, client, token)).toMatchObject({ active: true, sub: client.id });
  expect((await postAs(browser, client, "/api/revoke", { token })).status).toBe(200);
  expect(await introspect(browser, client, token)).toEqual({ active: false });
  expect(await introspect(browser, client, another)).toMatchObject({ active: true });
  // It is nobody's account, whatever it says.
  const asked = await browser.send("GET", "/oauth/userinfo", { headers: { authorization: `Bearer ${another}` } });
  expect(asked.status).toBe(401);
});

const malformed: [string, Record<string, string>, [number, string]][] = [
  ["no grant_type", { grant_type: "" }, [400, "invalid_request"]],
  ["an unknown grant_type", { grant_type: "password" }, [400, "unsupported_grant_type"]],
  ["a code that is missing", { grant_type: "authorization_code" }, [400, "invalid_request"]],
  ["a refresh token that is missing", { grant_type: "refresh_token" }, [400, "invalid_request"]],
  ["a device code that is missing", { grant_type: "urn:ietf:params:oauth:grant-type:device_code" }, [400, "invalid_request"]],
];
test.each(malformed)("RFC 6749 5.2: %s is told as what it is, and kept by nobody", async (_, form, error) => {
  const client = await makeClient();
  const response = await post(openBrowser(), "/api/token", form, basic(client));
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await errorOf(response)).toEqual(error);
});

test("RFC 6749 5.2: a client that may not use a grant is told so", async () => {
  const client = await makeClient({ grantTypes: ["authorization_code"] });
  const response = await postAs(openBrowser(), client, "/api/token", { grant_type: "client_credentials" });
  expect(await errorOf(response)).toEqual([400, "unauthorized_client"]);
});

test("RFC 6749 3.2: parameters come once, in a form, in the body", async () => {
  const [browser, client] = [openBrowser(), await makeClient()];
  const twice = new URLSearchParams([
    ["grant_type", "client_credentials"],
    ["grant_type", "client_credentials"],
  ]);
  expect(await errorOf(await post(browser, "/api/token", twice, basic(client)))).toEqual([400, "invalid_request"]);
  const json = await browser.send("POST", "/api/token", { body: { grant_type: "client_credentials" }, headers: { ...basic(client) } });
  expect(await errorOf(json)).toEqual([400, "invalid_request"]);
  const query = await post(browser, "/api/token?grant_type=client_credentials", {}, basic(client));
  expect(await errorOf(query)).toEqual([400, "invalid_request"]);
  const long = await post(browser, "/api/token", { grant_type: "x".repeat(20_000) }, basic(client));
  expect([long.status, (await errorOf(long))[1]]).toEqual([413, "invalid_request"]);
});

test("RFC 6749 2.3: a client that does not prove itself gets 401 and is told how, known or not", async () => {
  const [browser, client, app] = [openBrowser(), await makeClient(), await makeClient({ isPublic: true })];
  const form = { grant_type: "client_credentials" };
  const header = (value: string) => ({ authorization: value });
  const attempts: [Record<string, string>, Record<string, string>][] = [
    [form, basic(client, "wrong")],
    [form, basic(client, "")],
    [form, basic({ ...client, id: "nobody" })],
    [form, basic(app)],
    [form, header("Basic %%%")],
    [form, header("Basic")],
    [form, header(`Basic ${btoa("no colon")}`)],
    [form, header(`Basic ${btoa(":x")}`)],
    [form, header(`Basic ${btoa("%zz:x")}`)],
    [form, header(`Basic ${btoa("\u00ff\u00ff:x")}`)],
    [{ ...form, client_id: client.id }, {}],
    [{ ...form, client_id: client.id, client_secret: "wrong" }, {}],
    [{ ...form, client_id: app.id, client_secret: "any" }, {}],
    [{ ...form, client_id: "nobody", client_secret: clientSecret }, {}],
    [{ ...form, client_id: "7".repeat(22) }, {}],
    [form, {}],
  ];
  const bodies = new Set<string>();
  for (const [body, headers] of attempts) {
    const response = await post(browser, "/api/token", body, headers);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="clients", charset="UTF-8"']);
    bodies.add(await response.text());
  }
  // Missing, malformed, and one sentence for all who are wrong.
  expect(bodies.size).toBe(3);
});

test("RFC 6749 2.3: two ways at once, or two names, are refused", async () => {
  const [browser, client] = [openBrowser(), await makeClient()];
  const form = { grant_type: "client_credentials" };
  const both = await post(browser, "/api/token", { ...form, client_id: client.id, client_secret: clientSecret }, basic(client));
  expect(await errorOf(both)).toEqual([400, "invalid_request"]);
  expect(await errorOf(await post(browser, "/api/token", { ...form, client_id: "other" }, basic(client)))).toEqual([
    400,
    "invalid_request",
  ]);
});

test("RFC 6749 10.10: wrong secrets are refused after a while, with the time to wait; the right one is none of them", async () => {
  const client = await makeClient();
  let taken = 0;
  const object = { take: () => Promise.resolve((taken += 1) > 20 ? 60_000 : undefined) };
  const namespace = { getByName: () => object };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- stands in for what the Worker calls of the namespace
  const browser = openBrowser({ bindings: { LIMITER: namespace as Pick<typeof namespace, "getByName"> & Env["LIMITER"] } });
  const form = { grant_type: "client_credentials" };
  for (let attempt = 0; attempt < 20; attempt++) expect((await post(browser, "/api/token", form, basic(client, "wrong"))).status).toBe(401);
  const refused = await post(browser, "/api/token", form, basic(client, "wrong"));
  expect([refused.status, refused.headers.get("retry-after"), (await errorOf(refused))[1]]).toEqual([429, "60", "temporarily_unavailable"]);
  expect((await post(browser, "/api/token", form, basic(client))).status).toBe(200);
  expect(taken).toBe(21);
});

test("RFC 8414 3 and OpenID Connect Discovery 4: metadata names addresses that answer, and only what is understood", async () => {
  const browser = openBrowser();
  for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]) {
    const response = await browser.send("GET", path);
    expect([response.status, response.headers.get("cache-control"), response.headers.get("access-control-allow-origin")]).toEqual([
      200,
      "public, max-age=300",
      "*",
    ]);
    const metadata = await response.json<Record<string, unknown>>();
    expect(metadata).toMatchObject({
      issuer: origin,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    });
    const endpoints = Object.entries(metadata).filter(([name]) => name.endsWith("_endpoint"));
    expect(endpoints.length).toBeGreaterThanOrEqual(5);
    for (const [name, address] of endpoints) {
      const method = name === "authorization_endpoint" ? "GET" : "POST";
      const { status } = await browser.send(method, String(address).replace(origin, ""));
      expect([name, status]).not.toEqual([name, 404]);
    }
  }
});

test("RFC 7517 5: keys are told without their private halves, the one to come among them", async () => {
  const held = JSON.parse(env.TOKEN_KEYS) as { keys: Record<string, string>[] };
  const next = { ...held.keys[0], kid: "next", d: "private" };
  const browser = openBrowser({ bindings: { TOKEN_KEYS: JSON.stringify({ keys: [...held.keys, next] }) } });
  const response = await browser.send("GET", "/.well-known/jwks.json");
  const { keys } = await response.json<{ keys: Record<string, string>[] }>();
  expect(keys.map(({ kid }) => kid)).toEqual([held.keys[0]?.["kid"], "next"]);
  for (const key of keys) expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
  const client = await makeClient();
  const tokens = await tokensOf(await postAs(browser, client, "/api/token", { grant_type: "client_credentials" }));
  const set: JSONWebKeySet = await (await browser.send("GET", "/.well-known/jwks.json")).json();
  await jwtVerify(tokens.access_token, createLocalJWKSet(set), { issuer: origin, audience: "nearfield-api" });
});

test("apps in browsers may call what takes tokens from any site; what takes the session, from none", async () => {
  const { browser, client, tokens } = await openApp({ isPublic: true });
  const site = { origin: "https://app.example", "sec-fetch-site": "cross-site" };
  const preflight = { ...site, "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  for (const path of ["/api/token", "/api/revoke", "/api/device_authorization", "/oauth/userinfo", "/.well-known/jwks.json"]) {
    const response = await openBrowser().send("OPTIONS", path, { headers: preflight });
    expect([path, response.status, response.headers.get("access-control-allow-origin")]).toEqual([path, 204, "*"]);
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  }
  const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, client_id: client.id };
  const refreshed = await post(openBrowser(), "/api/token", form, site);
  expect([refreshed.status, refreshed.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  const refused = await post(openBrowser(), "/api/token", { ...form, refresh_token: "x" }, site);
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([400, "*"]);
  for (const path of ["/accounts/v1/consents", "/accounts/v1/authorization", "/authorize", "/v1/guest"]) {
    const response = await browser.send("OPTIONS", path, { headers: preflight });
    expect([path, response.headers.get("access-control-allow-origin")]).toEqual([path, null]);
  }
});

test("a client that was deleted opens nothing any more", async () => {
  const { browser, client, tokens } = await openApp();
  const code = await codeFor(browser, client);
  await makeClient({ ...client, deletedAt: 1 });
  expect(await errorOf(await redeem(browser, client, code))).toEqual([401, "invalid_client"]);
  expect(await errorOf(await refreshWith(browser, client, tokens.refresh_token))).toEqual([401, "invalid_client"]);
});

test("failures of clients that do not exist are counted together for an address, those of one that does for itself", async () => {
  const { bindings } = openGuards();
  const named = new Set<string>();
  const limiter: LimiterNamespace = {
    getByName(name) {
      named.add(name);
      return bindings.LIMITER.getByName(name);
    },
  };
  const browser = openBrowser({ bindings: { LIMITER: limiter as Env["LIMITER"] } });
  const client = await makeClient();
  const fail = async (id: string) => errorOf(await post(browser, "/api/token", { client_id: id, client_secret: "x" }));
  for (let guess = 0; guess < 20; guess++) expect(await fail(`nobody-${guess}`)).toEqual([401, "invalid_client"]);
  expect([await fail("nobody-else"), named.size]).toEqual([[429, "temporarily_unavailable"], 1]);
  expect([await fail(client.id), named.size]).toEqual([[401, "invalid_client"], 2]);
});

test("a client's own tokens that are revoked are a share of the list for its developer's apps, beside that of their account", async () => {
  const owners: string[] = [];
  const object = {
    add: (sessions: { owner: string }[]) => Promise.resolve(void owners.push(...sessions.map(({ owner }) => owner))),
    has: () => false,
  };
  const namespace = { getByName: () => object };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- stands in for what the Worker calls of the namespace
  const browser = openBrowser({ bindings: { REVOCATIONS: namespace as Pick<typeof namespace, "getByName"> & Env["REVOCATIONS"] } });
  for (const client of [await makeClient({ ownerId: "eve" }), await makeClient({ ownerId: "eve" })]) {
    const { access_token: token } = await tokensOf(await postAs(browser, client, "/api/token", { grant_type: "client_credentials" }));
    await postAs(browser, client, "/api/revoke", { token });
  }
  expect(owners).toEqual(["apps of eve", "apps of eve"]);
});
