import { expect, test } from "vitest";
import { authorizationViewSchema, redirectResponseSchema } from "../../../contracts/accounts/apps.ts";
import { errorBodySchema } from "../../../contracts/errors.ts";
import { openBrowser, origin, type Clock } from "../support/browser.ts";
import { auditOf, openListener } from "../support/listener.ts";
import { answerOf, authorizeAs, authorizePath, callback, challenge, locationOf, makeClient, post, proofKey } from "../support/oauth.ts";

const start = Date.parse("2026-11-21T12:00:00Z");

async function openApp(options: Parameters<typeof makeClient>[0] = {}) {
  const clock: Clock = { now: start };
  return { ...(await openListener({ clock })), clock, client: await makeClient(options) };
}

const unanswerable: [string, Record<string, string>][] = [
  ["an unknown client", { client_id: "nobody" }],
  ["no client", { client_id: "" }],
  ["a redirect_uri of another path", { redirect_uri: `${callback}/` }],
  ["a redirect_uri of another case", { redirect_uri: "https://app.example/Callback" }],
  ["a redirect_uri with another port", { redirect_uri: "https://app.example:8443/callback" }],
  ["a redirect_uri with user info", { redirect_uri: "https://app.example@evil.example/callback" }],
  ["a redirect_uri with a fragment", { redirect_uri: `${callback}#x` }],
  ["a redirect_uri with a query", { redirect_uri: `${callback}?x=1` }],
  ["a redirect_uri written otherwise", { redirect_uri: "https://app.example/%63allback" }],
  ["a redirect_uri that goes up", { redirect_uri: "https://app.example/x/../callback" }],
  ["a redirect_uri elsewhere", { redirect_uri: "https://evil.example/callback" }],
  ["a script for a redirect_uri", { redirect_uri: "javascript:alert(document.domain)" }],
  ["more than comes back from a login", { state: "s".repeat(2000) }],
];
test.each(unanswerable)("RFC 6749 3.1.2.4: %s leads nowhere, and the page that says so runs nothing", async (_, parameters) => {
  const { browser, client } = await openApp();
  const response = await browser.send("GET", authorizePath(client, parameters));
  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  const page = await response.text();
  expect(page).toContain("does not work");
  expect(page).not.toMatch(/<script|evil\.example|javascript:/);
  // The page that asks for consent knows no more of it.
  const view = await browser.send("GET", authorizePath(client, parameters).replace("/authorize", "/accounts/v1/authorization"));
  expect([view.status, errorBodySchema.parse(await view.json()).error.reason]).toEqual([400, "invalid_request"]);
});

test("RFC 6749 3.1: client_id or redirect_uri twice lead nowhere either", async () => {
  const { browser, client } = await openApp();
  for (const more of [`&client_id=${client.id}`, `&redirect_uri=${encodeURIComponent(callback)}`, "&redirect_uri="]) {
    expect((await browser.send("GET", authorizePath(client) + more)).status).toBe(400);
  }
});

const refused: [string, Record<string, string>, string][] = [
  ["RFC 6749 4.1.2.1: no response_type", { response_type: "" }, "invalid_request"],
  ["RFC 6749 4.1.2.1: response_type=token", { response_type: "token" }, "unsupported_response_type"],
  ["OpenID Connect Core 3.3: response_type=code id_token", { response_type: "code id_token" }, "unsupported_response_type"],
  ["RFC 6749 4.1.2.1: an unknown scope", { scope: "streaming everything" }, "invalid_scope"],
  ["Multiple Response Types 2.1: response_mode=fragment", { response_mode: "fragment" }, "invalid_request"],
  ["Form Post Response Mode: response_mode=form_post", { response_mode: "form_post" }, "invalid_request"],
  ["RFC 7636 4.3: code_challenge_method=plain", { code_challenge: challenge, code_challenge_method: "plain" }, "invalid_request"],
  ["RFC 7636 4.3: no code_challenge_method, which means plain", { code_challenge: challenge }, "invalid_request"],
  ["RFC 7636 4.2: a method without a challenge", { code_challenge_method: "S256" }, "invalid_request"],
  ["RFC 7636 4.2: a challenge that is no SHA-256", { ...proofKey, code_challenge: "short" }, "invalid_request"],
  ["OpenID Connect Core 6.1: a request object", { request: "eyJ9" }, "request_not_supported"],
  ["OpenID Connect Core 6.2: a request_uri", { request_uri: "https://app.example/r" }, "request_uri_not_supported"],
  ["OpenID Connect Core 7.2.1: a registration", { registration: "{}" }, "registration_not_supported"],
  ["OpenID Connect Core 3.1.2.1: prompt=none with another", { prompt: "none login" }, "invalid_request"],
  ["OpenID Connect Core 3.1.2.1: an unknown prompt", { prompt: "dance" }, "invalid_request"],
  ["OpenID Connect Core 3.1.2.1: a max_age that is no number", { max_age: "-1" }, "invalid_request"],
];
test.each(refused)("%s is told to the client, with its state and our name (RFC 9207)", async (_, parameters, error) => {
  const { browser, client } = await openApp();
  const response = await browser.send("GET", authorizePath(client, { state: "st", ...parameters }));
  const location = locationOf(response);
  expect([response.status, location.origin + location.pathname]).toEqual([302, callback]);
  expect(answerOf(location)).toMatchObject({ error, state: "st", iss: origin });
  expect(location.searchParams.get("code")).toBeNull();
});

test.each(["state", "scope", "code_challenge", "response_type", "nonce", "prompt"])("RFC 6749 3.1: %s twice is refused", async (name) => {
  const { browser, client } = await openApp();
  const path = `${authorizePath(client, { [name]: name === "response_type" ? "code" : "x", state: "s" })}&${name}=y`;
  const answer = answerOf(locationOf(await browser.send("GET", path)));
  expect([answer["error"], answer["state"]]).toEqual(["invalid_request", name === "state" ? undefined : "s"]);
});

test("RFC 7636 4.4.1: a public client without a proof key is refused, a client that may not ask too", async () => {
  const { browser, client } = await openApp({ isPublic: true });
  expect(answerOf(locationOf(await browser.send("GET", authorizePath(client))))["error"]).toBe("invalid_request");
  const device = await makeClient({ grantTypes: ["client_credentials"] });
  expect(answerOf(locationOf(await browser.send("GET", authorizePath(device))))["error"]).toBe("unauthorized_client");
});

test("RFC 8252 7.3: an app on this machine is answered at the port that it has", async () => {
  const { browser, client } = await openApp({ redirectUris: ["http://127.0.0.1:9999/callback"] });
  const answer = await authorizeAs(browser, client, { redirect_uri: "http://127.0.0.1:51234/callback" });
  expect([answer.origin, answer.searchParams.has("code")]).toEqual(["http://127.0.0.1:51234", true]);
});

test("a listener is asked once for each scope: what was allowed is answered at once, more is asked for", async () => {
  const { browser, client, account } = await openApp();
  const first = await browser.send("GET", authorizePath(client, { scope: "streaming", state: "s" }));
  expect(locationOf(first).pathname).toBe("/consent");
  expect((await authorizeAs(browser, client, { scope: "streaming" })).searchParams.has("code")).toBe(true);
  expect(locationOf(await browser.send("GET", authorizePath(client, { scope: "streaming" }))).searchParams.has("code")).toBe(true);
  expect(locationOf(await browser.send("GET", authorizePath(client))).searchParams.has("code")).toBe(true);
  const more = authorizePath(client, { scope: "user-library-read" });
  const view = await browser.send(
    "GET",
    locationOf(await browser.send("GET", more)).href.replace(`${origin}/consent`, "/accounts/v1/authorization"),
  );
  expect(authorizationViewSchema.parse(await view.json())).toEqual({
    client: { id: client.id, name: "Sunday Mixes", description: "", website: null, first_party: true },
    scope: ["user-library-read"],
    granted: ["streaming"],
    redirect_host: "app.example",
  });
  await authorizeAs(browser, client, { scope: "user-library-read" });
  const both = authorizePath(client, { scope: "streaming user-library-read" });
  expect(locationOf(await browser.send("GET", both)).searchParams.has("code")).toBe(true);
  expect(await auditOf(account)).toEqual(["consent_given", "consent_given"]);
});

test("OpenID Connect Core 3.1.2.1: prompt=consent asks again, and so does show_dialog", async () => {
  const { browser, client } = await openApp();
  await authorizeAs(browser, client);
  for (const parameters of [{ prompt: "consent" }, { show_dialog: "true" }]) {
    expect(locationOf(await browser.send("GET", authorizePath(client, parameters))).pathname).toBe("/consent");
    expect((await authorizeAs(browser, client, parameters)).searchParams.has("code")).toBe(true);
  }
  expect(locationOf(await browser.send("GET", authorizePath(client, { show_dialog: "false" }))).searchParams.has("code")).toBe(true);
});

test("RFC 8252 8.6: an app that any other could pose as is never let in unasked", async () => {
  const { browser, client } = await openApp({ isPublic: true, redirectUris: ["com.example.app:/cb", callback] });
  const native = { ...proofKey, redirect_uri: "com.example.app:/cb" };
  expect((await authorizeAs(browser, client, native)).searchParams.has("code")).toBe(true);
  expect(locationOf(await browser.send("GET", authorizePath(client, native))).pathname).toBe("/consent");
  expect(locationOf(await browser.send("GET", authorizePath(client, proofKey))).searchParams.has("code")).toBe(true);
});

test("OpenID Connect Core 3.1.2.6: prompt=none answers without a page, whatever is missing", async () => {
  const { browser, client } = await openApp();
  const silent = authorizePath(client, { prompt: "none", state: "s" });
  expect(answerOf(locationOf(await openBrowser().send("GET", silent)))).toMatchObject({ error: "login_required", state: "s", iss: origin });
  expect(answerOf(locationOf(await browser.send("GET", silent)))).toMatchObject({ error: "consent_required", state: "s", iss: origin });
  await authorizeAs(browser, client);
  expect(answerOf(locationOf(await browser.send("GET", silent)))["code"]).toBeDefined();
  const old = authorizePath(client, { prompt: "none", max_age: "0" });
  expect(answerOf(locationOf(await browser.send("GET", old)))["code"]).toBeDefined();
});

test.each([
  ["prompt=login", { prompt: "login" }],
  ["prompt=select_account", { prompt: "select_account consent" }],
  ["a max_age that is over", { max_age: "59" }],
])("OpenID Connect Core 3.1.2.1: %s asks for a new login, once, and is not had by coming back with the old one", async (_, parameters) => {
  const { browser, client, clock } = await openApp();
  clock.now += 60_000;
  const login = locationOf(await browser.send("GET", authorizePath(client, { state: "s", ...parameters })));
  expect([login.pathname, login.searchParams.get("again")]).toEqual(["/login", "1"]);
  const back = login.searchParams.get("continue") ?? "";
  expect(locationOf(await browser.send("GET", back)).pathname).toBe("/login");
  // Whoever logs in now has proved it after it was asked for.
  const { browser: anew } = await openListener({ clock });
  const consent = locationOf(await anew.send("GET", back));
  expect([consent.pathname, consent.searchParams.get("state")]).toEqual(["/consent", "s"]);
  expect(consent.searchParams.get("prompt")).toBe("prompt" in parameters && parameters.prompt.includes("consent") ? "consent" : null);
});

test("a consent page that was left open past max_age leads to a login", async () => {
  const { browser, client, clock } = await openApp();
  const consent = locationOf(await browser.send("GET", authorizePath(client, { max_age: "60" })));
  clock.now += 61_000;
  const response = await browser.send("POST", "/accounts/v1/authorization", { body: { query: consent.search, decision: "allow" } });
  expect(redirectResponseSchema.parse(await response.json()).redirect).toMatch(/^\/authorize\?/);
});

test("OpenID Connect Core 3.1.2.1: a form does what a link does, and comes back by GET", async () => {
  const { browser, client } = await openApp();
  const form = { client_id: client.id, response_type: "code", redirect_uri: callback, state: "s" };
  // Another site's form brings no session along.
  const login = await post(browser, "/authorize", form, { origin: "https://app.example" });
  expect([login.status, locationOf(login).pathname]).toEqual([303, "/login"]);
  await authorizeAs(browser, client);
  const cookie = `__Host-session=${browser.cookies.get("__Host-session")}`;
  const answered = await post(browser, "/authorize", form, { cookie });
  expect([answered.status, locationOf(answered).searchParams.get("state")]).toEqual([303, "s"]);
  expect((await browser.send("POST", "/authorize", { body: form })).status).toBe(400);
});

test("a refusal is told to the app, and nothing is kept of it", async () => {
  const { browser, client, account } = await openApp();
  const query = authorizePath(client, { state: "s" }).split("?")[1];
  const response = await browser.send("POST", "/accounts/v1/authorization", { body: { query, decision: "deny" } });
  const { redirect } = redirectResponseSchema.parse(await response.json());
  expect(answerOf(new URL(redirect))).toMatchObject({ error: "access_denied", state: "s", iss: origin });
  expect(await auditOf(account)).toEqual([]);
  expect(locationOf(await browser.send("GET", authorizePath(client))).pathname).toBe("/consent");
});

test("RFC 6749 10.12: another site's page neither reads the request nor decides on it", async () => {
  const { browser, client } = await openApp();
  const query = authorizePath(client).split("?")[1];
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
    const decided = await browser.send("POST", "/accounts/v1/authorization", { body: { query, decision: "allow" }, headers });
    const read = await browser.send("GET", `/accounts/v1/authorization?${query}`, { headers });
    expect([decided.status, read.status]).toEqual([403, 403]);
    expect(read.headers.get("access-control-allow-origin")).toBeNull();
  }
  expect((await openBrowser().send("POST", "/accounts/v1/authorization", { body: { query, decision: "allow" } })).status).toBe(401);
});

test("what is consented to is what was shown: everything is read again when the decision comes", async () => {
  const { browser, client } = await openApp();
  const decide = async (query: string) => browser.send("POST", "/accounts/v1/authorization", { body: { query, decision: "allow" } });
  for (const parameters of [{ redirect_uri: "https://evil.example/" }, { scope: "nothing" }, { response_type: "token" }]) {
    expect((await decide(authorizePath(client, parameters).split("?")[1] ?? "")).status).toBe(400);
  }
  expect((await decide("")).status).toBe(400);
  expect((await decide("x".repeat(4001))).status).toBe(400);
});

test.each([
  ["a refusal", { response_type: "x", prompt: "none" }],
  ["login_required", { prompt: "none" }],
])("RFC 9700 4.11.2: %s sends nobody to a developer's app who did not let it in before", async (_, parameters) => {
  const { browser, client } = await openApp({ ownerId: "somebody" });
  const path = authorizePath(client, { state: '"><s', ...parameters });
  for (const visitor of [openBrowser(), browser]) {
    const response = await visitor.send("GET", path);
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    const page = await response.text();
    expect(page).toContain(`href="${callback}?error=`);
    expect(page).toContain("Go back to the app at app.example");
    expect(page).not.toContain("<x");
  }
});

test("RFC 9700 4.11.2: a developer's app hears of errors of listeners who let it in, and of every listener's no", async () => {
  const { browser, client } = await openApp({ ownerId: "somebody" });
  const query = authorizePath(client).split("?")[1];
  const denied = await browser.send("POST", "/accounts/v1/authorization", { body: { query, decision: "deny" } });
  expect(answerOf(new URL(redirectResponseSchema.parse(await denied.json()).redirect))["error"]).toBe("access_denied");
  await authorizeAs(browser, client);
  const errors: [Record<string, string>, string][] = [
    [{ response_type: "x", prompt: "none" }, "unsupported_response_type"],
    [{ scope: "streaming", prompt: "none" }, "consent_required"],
  ];
  for (const [parameters, error] of errors)
    expect(answerOf(locationOf(await browser.send("GET", authorizePath(client, parameters))))["error"]).toBe(error);
});
