/** Attacks on the OAuth server from outside, over HTTP, on all Workers together. Its rules one by one: workers/accounts/oauth. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenResponseSchema, type TokenResponse } from "../../contracts/access-token.ts";
import { appWithSecretSchema } from "../../contracts/accounts/apps.ts";
import { oauthErrorBodySchema } from "../../contracts/oauth.ts";
import { errorBodySchema } from "../../contracts/errors.ts";
import { userCodeAlphabet } from "../../domain/oauth/device.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { openConsentingBrowser, type ConsentingBrowser } from "../support/consenting-browser.ts";
import { demoApp, demoDevice, seedDemo } from "../support/demo.ts";
import { startService, type TestService } from "../support/runtime.ts";

type Client = { id: string; secret?: string; redirectUri: string };

let service: TestService;
let browser: ConsentingBrowser;
let track = "";

beforeAll(async () => {
  service = await startService({ vars: { DEMO: "on" } });
  await seedDemo(service);
  browser = openConsentingBrowser(service.url);
  const recording = await putRecording(service, "tides");
  track = (await putRelease(service, releaseInput("Tides", [trackInput(recording, 1)]))).tracks[0]?.track_id ?? "";
});
afterAll(() => service.stop());

/** An app of somebody's own, by the API that the developer's page uses. */
async function registerApp(input: { confidential: boolean; redirectUri: string }, developer = browser): Promise<Required<Client>> {
  await developer.logIn();
  const body = { name: "Radio", redirect_uris: [input.redirectUri], confidential: input.confidential };
  const response = await developer.send(`${service.url}/accounts/v1/apps`, { method: "POST", body });
  const app = appWithSecretSchema.parse(await response.json());
  return { id: app.id, secret: app.client_secret ?? "", redirectUri: input.redirectUri };
}

const verifierOf = () => randomBytes(32).toString("base64url");
const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");
const proof = (verifier: string) => ({ code_challenge: challengeOf(verifier), code_challenge_method: "S256" });

function requestOf(client: Client, parameters: Record<string, string>): URL {
  const url = new URL(`${service.url}/authorize`);
  const common = { client_id: client.id, redirect_uri: client.redirectUri, response_type: "code", scope: "openid streaming" };
  url.search = new URLSearchParams({ ...common, ...parameters }).toString();
  return url;
}

async function codeFor(client: Client, parameters: Record<string, string> = {}): Promise<string> {
  const back = await browser.authorize(requestOf(client, parameters));
  return back.searchParams.get("code") ?? "";
}

async function post(path: string, client: Client, form: Record<string, string>): Promise<Response> {
  const credentials = { client_id: client.id, ...(client.secret && { client_secret: client.secret }) };
  return fetch(service.url + path, { method: "POST", body: new URLSearchParams({ ...credentials, ...form }) });
}

const redeem = async (client: Client, code: string, more: Record<string, string> = {}) =>
  post("/api/token", client, { grant_type: "authorization_code", code, redirect_uri: client.redirectUri, ...more });
const refresh = async (client: Client, token: string | undefined) =>
  post("/api/token", client, { grant_type: "refresh_token", refresh_token: token ?? "" });

async function tokensOf(response: Promise<Response>): Promise<TokenResponse> {
  return tokenResponseSchema.parse(await (await response).json());
}

async function errorOf(response: Promise<Response>): Promise<string> {
  return oauthErrorBodySchema.parse(await (await response).json()).error;
}

/** Whether something plays with a token: `200`, or why nothing does. */
async function play(token: string | undefined): Promise<number | string> {
  const response = await service.api("/v1/playback/grants", { token: token ?? "", body: { track_ids: [track] } });
  return response.ok ? response.status : errorBodySchema.parse(await response.json()).error.reason;
}

async function isActive(client: Client, token: string | undefined): Promise<unknown> {
  const answer: unknown = await (await post("/api/introspect", client, { token: token ?? "" })).json();
  return answer;
}

test("a code that is replayed gives nothing, and takes what it gave before", async () => {
  const code = await codeFor(demoApp);
  const tokens = await tokensOf(redeem(demoApp, code));
  expect(await play(tokens.access_token)).toBe(200);
  expect(await errorOf(redeem(demoApp, code))).toBe("invalid_grant");
  expect(await play(tokens.access_token)).toBe("token_revoked");
  expect(await errorOf(refresh(demoApp, tokens.refresh_token))).toBe("invalid_grant");
  expect(await isActive(demoApp, tokens.access_token)).toEqual({ active: false });
});

test("a stolen code is worth nothing without its verifier, and stays good for who has it", async () => {
  const verifier = verifierOf();
  const code = await codeFor(demoApp, proof(verifier));
  expect(await errorOf(redeem(demoApp, code))).toBe("invalid_grant");
  expect(await errorOf(redeem(demoApp, code, { code_verifier: verifierOf() }))).toBe("invalid_grant");
  expect(await errorOf(redeem(demoApp, code, { code_verifier: challengeOf(verifier) }))).toBe("invalid_grant");
  await tokensOf(redeem(demoApp, code, { code_verifier: verifier }));
});

test("no proof key is left out, made plain or taken off on the way", async () => {
  const app = await registerApp({ confidential: false, redirectUri: "https://radio.example/callback" });
  const client = { id: app.id, redirectUri: app.redirectUri };
  const verifier = verifierOf();
  // Errors lead to a developer's app for whoever let it in before.
  await browser.authorize(requestOf(client, proof(verifier)));
  for (const parameters of [{}, { code_challenge: verifier, code_challenge_method: "plain" }, { code_challenge: challengeOf(verifier) }]) {
    const back = await browser.authorize(requestOf(client, { ...parameters, state: "kept" }));
    expect([back.origin, back.searchParams.get("error"), back.searchParams.get("code")]).toEqual([
      "https://radio.example",
      "invalid_request",
      null,
    ]);
    expect([back.searchParams.get("state"), back.searchParams.get("iss")]).toEqual(["kept", service.url]);
  }
  // The attacker strips the challenge from a request; the app, which knows nothing of it, sends its verifier.
  expect(await errorOf(redeem(demoApp, await codeFor(demoApp), { code_verifier: verifier }))).toBe("invalid_grant");
});

test.each([
  "http://127.0.0.1:9999/callback/",
  "http://127.0.0.1:9999/Callback",
  "http://127.0.0.1:9999/callback?next=https://evil.example",
  "http://127.0.0.1:9999/callback#",
  "http://127.0.0.1:9999/callback/../evil",
  "http://127.0.0.1:9999/%63allback",
  "http://127.0.0.1:9999//callback",
  "http://localhost:9999/callback",
  "http://127.0.0.1@evil.example:9999/callback",
  "http://127.0.0.1:9999@evil.example/callback",
  "http://127.0.0.1.evil.example:9999/callback",
  "http://127.1:9999/callback",
  "https://127.0.0.1:9999/callback",
  "//127.0.0.1:9999/callback",
  "javascript:alert(1)//127.0.0.1:9999/callback",
  "http://127.0.0.1:9999/callback\r\nlocation: https://evil.example",
  "http://127.0.0.1:99999/callback",
])("nobody is sent to %j", async (redirectUri) => {
  await browser.logIn();
  const response = await browser.send(requestOf({ ...demoApp, redirectUri }, {}).href);
  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(await response.text()).not.toContain("evil");
});

test("fifty who refresh with one token at once all go on with the same next one", async () => {
  const first = await tokensOf(redeem(demoApp, await codeFor(demoApp)));
  const answers = await Promise.all(Array.from({ length: 50 }, () => tokensOf(refresh(demoApp, first.refresh_token))));
  const next = new Set(answers.map((answer) => answer.refresh_token));
  expect([next.size, next.has(first.refresh_token)]).toEqual([1, false]);
  expect(await Promise.all([answers[0], answers[49]].map((answer) => play(answer?.access_token)))).toEqual([200, 200]);
  await tokensOf(refresh(demoApp, [...next][0]));
});

test("a refresh token that was used up, in other hands, ends the session for both", async () => {
  const stolen = await tokensOf(redeem(demoApp, await codeFor(demoApp)));
  const second = await tokensOf(refresh(demoApp, stolen.refresh_token));
  const third = await tokensOf(refresh(demoApp, second.refresh_token));
  expect(await errorOf(refresh(demoApp, stolen.refresh_token))).toBe("invalid_grant");
  expect(await errorOf(refresh(demoApp, third.refresh_token))).toBe("invalid_grant");
  expect(await play(third.access_token)).toBe("token_revoked");
});

test("what is for one client or one purpose opens nothing else", async () => {
  const other = await registerApp({ confidential: true, redirectUri: "https://other.example/callback" });
  const tokens = await tokensOf(redeem(demoApp, await codeFor(demoApp)));
  const { access_token: access, refresh_token: token = "", id_token: identity = "" } = tokens;
  // By another client.
  expect(await errorOf(redeem(other, await codeFor(demoApp)))).toBe("invalid_grant");
  expect(await errorOf(refresh(other, token))).toBe("invalid_grant");
  expect([await isActive(other, access), await isActive(other, token)]).toEqual([{ active: false }, { active: false }]);
  expect((await post("/api/revoke", other, { token })).status).toBe(200);
  // For another purpose.
  expect([await play(identity), await play(token)]).toEqual(["unauthorized", "unauthorized"]);
  for (const text of [access, identity]) expect(await errorOf(refresh(demoApp, text))).toBe("invalid_grant");
  for (const text of [identity, token]) {
    const userinfo = await fetch(`${service.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${text}` } });
    expect(userinfo.status).toBe(401);
  }
  for (const text of [access, token, identity]) {
    const headers = { authorization: `Bearer ${text}`, cookie: `session=${text}`, "sec-fetch-site": "same-origin" };
    expect((await fetch(`${service.url}/accounts/v1/sessions`, { headers })).status).toBe(401);
  }
  expect([await play(access), await isActive(demoApp, token)]).toMatchObject([200, { active: true }]);
});

test("whoever guesses at users' codes is stopped, and finds not even a right one then", async () => {
  const guesser = openConsentingBrowser(service.url, "moderator@demo.test");
  await guesser.logIn();
  const right = (await (await post("/api/device_authorization", { ...demoDevice, redirectUri: "" }, {})).json()) as { user_code: string };
  const look = async (code: string) => guesser.send(`${service.url}/accounts/v1/activation?user_code=${code}`);
  const guess = () => Array.from(randomBytes(8), (byte) => userCodeAlphabet.charAt(byte % userCodeAlphabet.length)).join("");
  expect((await look(right.user_code)).status).toBe(200);
  const guesses = await Promise.all(Array.from({ length: 30 }, () => look(guess())));
  const count = (status: number) => guesses.filter((response) => response.status === status).length;
  expect([count(404), count(429)]).toEqual([10, 20]);
  const refused = await look(right.user_code);
  expect([refused.status, Number(refused.headers.get("retry-after")) > 60]).toEqual([429, true]);
  // Only they: others are let in.
  await browser.activate(right.user_code);
});

test("who takes an app's access away takes it at once: by consent, by session, by the app's deletion", async () => {
  const remove = async (path: string) => browser.send(`${service.url}/accounts/v1${path}`, { method: "DELETE" });
  const app = await registerApp({ confidential: true, redirectUri: "https://gone.example/callback" });
  const come = async (client: Client) => tokensOf(redeem(client, await codeFor(client)));
  const byConsent = await come(demoApp);
  expect(await play(byConsent.access_token)).toBe(200);
  expect((await remove(`/consents/${demoApp.id}`)).status).toBe(204);
  expect([await play(byConsent.access_token), await errorOf(refresh(demoApp, byConsent.refresh_token))]).toEqual([
    "token_revoked",
    "invalid_grant",
  ]);
  const bySession = await come(demoApp);
  const { sid } = JSON.parse(Buffer.from(bySession.access_token.split(".")[1] ?? "", "base64url").toString()) as { sid: string };
  expect((await remove(`/sessions/${sid}`)).status).toBe(204);
  expect(await play(bySession.access_token)).toBe("token_revoked");
  const byDeletion = await come(app);
  expect((await remove(`/apps/${app.id}`)).status).toBe(204);
  expect([await play(byDeletion.access_token), await errorOf(refresh(app, byDeletion.refresh_token))]).toEqual([
    "token_revoked",
    "invalid_client",
  ]);
  expect((await browser.send(requestOf(app, {}).href)).status).toBe(400);
});
