import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from "jose";
import { expect, test } from "vitest";
import { accessClaimsSchema } from "../../../contracts/access-token.ts";
import { changeAccount } from "../../../d1/accounts/accounts.ts";
import { openBrowser, origin, type Clock } from "../support/browser.ts";
import { auditOf, openListener } from "../support/listener.ts";
import {
  answerOf,
  authorizeAs,
  authorizePath,
  basic,
  callback,
  clientSecret,
  codeFor,
  errorOf,
  locationOf,
  makeClient,
  post,
  postAs,
  proofKey,
  redeem,
  refreshWith,
  servicesAt,
  tokensFor,
  tokensOf,
  verifier,
} from "../support/oauth.ts";

const start = Date.parse("2026-11-21T12:00:00Z");

test("RFC 6749 4.1: a code is traded for an access token of its listener, client and scope", async () => {
  const clock: Clock = { now: start };
  const [{ browser, account }, client] = [await openListener({ clock }), await makeClient()];
  const answer = await authorizeAs(browser, client, { scope: "streaming user-read-email", state: "s p/1&2", ...proofKey });
  expect(answer.href.split("?")[0]).toBe(callback);
  expect(answerOf(answer)).toMatchObject({ state: "s p/1&2", iss: origin });
  const response = await redeem(browser, client, answer.searchParams.get("code") ?? "", { code_verifier: verifier });
  expect([response.status, response.headers.get("cache-control"), response.headers.get("pragma")]).toEqual([200, "no-store", "no-cache"]);
  const tokens = await tokensOf(response);
  expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 600, scope: "user-read-email streaming" });
  expect(tokens.id_token).toBeUndefined();
  const claims = accessClaimsSchema.parse(decodeJwt(tokens.access_token));
  expect(claims).toMatchObject({ sub: account.id, client_id: client.id, scope: tokens.scope, iss: origin, roles: ["listener"] });
});

test("OpenID Connect Core 2: an id_token says who logged in, how and when, for the client alone", async () => {
  const clock: Clock = { now: start };
  const [{ browser, account }, client] = [await openListener({ clock }), await makeClient()];
  clock.now += 5000;
  const code = await codeFor(browser, client, { scope: "openid email profile", nonce: "n-1", ...proofKey });
  const tokens = await tokensOf(await redeem(browser, client, code, { code_verifier: verifier }));
  const keys: JSONWebKeySet = await (await browser.send("GET", "/.well-known/jwks.json")).json();
  const { payload, protectedHeader } = await jwtVerify(tokens.id_token ?? "", createLocalJWKSet(keys), {
    issuer: origin,
    audience: client.id,
    typ: "JWT",
    currentDate: new Date(clock.now),
  });
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tokens.access_token)));
  const half = btoa(String.fromCharCode(...hash.slice(0, 16)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  expect(protectedHeader.alg).toBe("ES256");
  expect(payload).toMatchObject({
    sub: account.id,
    nonce: "n-1",
    auth_time: start / 1000,
    amr: ["pwd"],
    at_hash: half,
    email: account.email,
    email_verified: true,
    name: account.displayName,
    locale: "en",
  });
});

test("OpenID Connect Core 5.3: userinfo tells what the token's scopes cover, and nothing without openid", async () => {
  const [{ browser, account }, client] = [await openListener(), await makeClient()];
  const ask = async (token: string, method = "GET") =>
    openBrowser().send(method, "/oauth/userinfo", { headers: { authorization: `Bearer ${token}` } });
  const named = await tokensFor(browser, client, "openid profile");
  expect(await (await ask(named.access_token)).json()).toEqual({
    sub: account.id,
    name: account.displayName,
    locale: "en",
    updated_at: Math.floor(account.updatedAt / 1000),
  });
  const reached = await tokensFor(browser, client, "openid email");
  expect(await (await ask(reached.access_token, "POST")).json()).toEqual({ sub: account.id, email: account.email, email_verified: true });
  const silent = await ask((await tokensFor(browser, client, "streaming")).access_token);
  expect([silent.status, silent.headers.get("www-authenticate")]).toEqual([403, 'Bearer error="insufficient_scope", scope="openid"']);
});

test("RFC 9068 2.2: an id_token opens nothing", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const { id_token: idToken = "" } = await tokensFor(browser, client);
  const response = await openBrowser().send("GET", "/oauth/userinfo", { headers: { authorization: `Bearer ${idToken}` } });
  expect(response.status).toBe(401);
});

test("RFC 6749 4.1.2: a code is good for a minute", async () => {
  const clock: Clock = { now: start };
  const [{ browser }, client] = [await openListener({ clock }), await makeClient()];
  const [early, late] = [await codeFor(browser, client), await codeFor(browser, client)];
  clock.now += 59_999;
  expect((await redeem(browser, client, early)).status).toBe(200);
  clock.now += 1;
  expect(await errorOf(await redeem(browser, client, late))).toEqual([400, "invalid_grant"]);
});

test("RFC 6749 4.1.2: a code that comes twice ends what came of it, and it is written down", async () => {
  const [{ browser, account }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client, { scope: "openid" });
  const { access_token: accessToken, refresh_token: refreshToken = "" } = await tokensOf(await redeem(browser, client, code));
  expect(await errorOf(await redeem(browser, client, code))).toEqual([400, "invalid_grant"]);
  expect(await errorOf(await refreshWith(browser, client, refreshToken))).toEqual([400, "invalid_grant"]);
  const asked = await openBrowser().send("GET", "/oauth/userinfo", { headers: { authorization: `Bearer ${accessToken}` } });
  expect(asked.status).toBe(401);
  expect(await auditOf(account)).toContain("code_reused");
});

test("RFC 6749 4.1.2: of twenty who redeem one code at once, at most one gets tokens, and they are worth nothing", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client);
  const responses = await Promise.all(Array.from({ length: 20 }, () => redeem(browser, client, code)));
  const won = responses.filter(({ status }) => status === 200);
  expect(won.length).toBeLessThanOrEqual(1);
  for (const response of won) {
    const { refresh_token: refreshToken = "" } = await tokensOf(response);
    expect(await errorOf(await refreshWith(browser, client, refreshToken))).toEqual([400, "invalid_grant"]);
  }
});

test("RFC 6749 4.1.3: a code is good for its own client only, and stays good for it", async () => {
  const [{ browser }, client, other] = [await openListener(), await makeClient(), await makeClient()];
  const code = await codeFor(browser, client);
  expect(await errorOf(await redeem(browser, other, code))).toEqual([400, "invalid_grant"]);
  expect((await redeem(browser, client, code)).status).toBe(200);
});

test("RFC 6749 4.1.3: the redirect_uri is the one that was asked for, letter by letter", async () => {
  const both = [callback, `${callback}/other`];
  const [{ browser }, client] = [await openListener(), await makeClient({ redirectUris: both })];
  const code = await codeFor(browser, client);
  for (const uri of [`${callback}/other`, `${callback}/`, callback.toUpperCase(), ""]) {
    expect(await errorOf(await redeem(browser, client, code, { redirect_uri: uri }))).toEqual([400, "invalid_grant"]);
  }
  expect((await redeem(browser, client, code)).status).toBe(200);
});

test("OAuth 2.1 10.2: with a proof key, the redirect_uri need not be said again", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client, proofKey);
  expect((await redeem(browser, client, code, { redirect_uri: "", code_verifier: verifier })).status).toBe(200);
});

test("RFC 6749 3.1.2.3: where one redirect_uri is registered, it need not be said at all", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client, { redirect_uri: "" });
  expect((await redeem(browser, client, code, { redirect_uri: "" })).status).toBe(200);
});

test("RFC 7636 4.6: only the verifier of the challenge redeems a code", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient({ isPublic: true })];
  const code = await codeFor(browser, client, proofKey);
  for (const wrong of ["", "x", verifier.slice(0, -1), `${verifier}A`, verifier.toLowerCase(), proofKey.code_challenge]) {
    expect(await errorOf(await redeem(browser, client, code, { code_verifier: wrong }))).toEqual([400, "invalid_grant"]);
  }
  expect((await redeem(browser, client, code, { code_verifier: verifier })).status).toBe(200);
});

test("RFC 9700 4.8.2: a verifier where there was no challenge is a downgrade, and refused", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client);
  expect(await errorOf(await redeem(browser, client, code, { code_verifier: verifier }))).toEqual([400, "invalid_grant"]);
});

test("a code is worth nothing once its consent is withdrawn", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client);
  expect((await browser.send("DELETE", `/accounts/v1/consents/${client.id}`)).status).toBe(204);
  expect(await errorOf(await redeem(browser, client, code))).toEqual([400, "invalid_grant"]);
  // Nor does asking again bring it back.
  await codeFor(browser, client);
  expect(await errorOf(await redeem(browser, client, code))).toEqual([400, "invalid_grant"]);
});

test("a code from before the password was changed is worth nothing: whoever had it may be why", async () => {
  const clock: Clock = { now: start };
  const [{ browser, account }, client] = [await openListener({ clock }), await makeClient()];
  const code = await codeFor(browser, client);
  await changeAccount(servicesAt(start).accounts, account.id, { passwordChangedAt: start + 1 }, { now: start + 1 });
  clock.now += 2;
  expect(await errorOf(await redeem(browser, client, code))).toEqual([400, "invalid_grant"]);
  expect((await redeem(browser, client, await codeFor(browser, client))).status).toBe(200);
});

const ways: [string, (code: string) => Record<string, string>][] = [
  ["malformed", () => ({ code: "nothing" })],
  ["unknown", (code) => ({ code: `0000000000000000000000.${code.split(".")[1]}` })],
  ["of the right place with another secret", (code) => ({ code: `${code.split(".")[0]}.${"A".repeat(43)}` })],
];
test.each(ways)("a code that is %s is refused", async (_, change) => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const code = await codeFor(browser, client);
  const form = { grant_type: "authorization_code", redirect_uri: callback, ...change(code) };
  expect(await errorOf(await postAs(browser, client, "/api/token", form))).toEqual([400, "invalid_grant"]);
});

test("RFC 6749 2.3.1: a client proves itself in the header or in the body", async () => {
  const [{ browser }, client] = [await openListener(), await makeClient()];
  const form = { grant_type: "client_credentials" };
  expect((await post(browser, "/api/token", form, basic(client))).status).toBe(200);
  expect((await post(browser, "/api/token", { ...form, client_id: client.id, client_secret: clientSecret })).status).toBe(200);
  expect((await post(browser, "/api/token", { ...form, client_id: client.id }, basic(client))).status).toBe(200);
});

test("RFC 6749 4.4: a client for itself gets no listener's rights, and nothing to refresh", async () => {
  const [browser, client] = [openBrowser(), await makeClient()];
  const tokens = await tokensOf(await postAs(browser, client, "/api/token", { grant_type: "client_credentials" }));
  expect([tokens.scope, tokens.refresh_token, tokens.id_token]).toEqual(["", undefined, undefined]);
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    sub: client.id,
    client_id: client.id,
    roles: ["client"],
    plan: "free",
    scope: "",
  });
  const scoped = await postAs(browser, client, "/api/token", { grant_type: "client_credentials", scope: "streaming" });
  expect(await errorOf(scoped)).toEqual([400, "invalid_scope"]);
  const app = await makeClient({ isPublic: true, grantTypes: ["client_credentials"] });
  expect(await errorOf(await postAs(browser, app, "/api/token", { grant_type: "client_credentials" }))).toEqual([
    400,
    "unauthorized_client",
  ]);
});

test("RFC 6749 4.1.1: whoever is not logged in logs in first, and comes back to the very request", async () => {
  const client = await makeClient();
  const login = locationOf(await openBrowser().send("GET", authorizePath(client, { state: "1", scope: "openid" })));
  expect(login.pathname).toBe("/login");
  const back = new URL(login.searchParams.get("continue") ?? "", origin);
  expect([back.pathname, answerOf(back)]).toMatchObject(["/authorize", { client_id: client.id, state: "1", scope: "openid" }]);
});
