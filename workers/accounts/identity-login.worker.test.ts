import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sessionListSchema } from "../../contracts/accounts/session.ts";
import { openBrowser, origin, type Browser } from "./support/browser.ts";

/** What the issuer says besides the truth. */
type Lies = {
  claims?: JWTPayload;
  /** Leaves claims out of the token; the userinfo endpoint tells them. */
  userinfo?: Record<string, unknown>;
  signature?: "another key" | "none" | "client secret";
  tokenStatus?: number;
  metadata?: Record<string, unknown>;
};

const issuer = "https://id.example";
const client = { id: "nearfield", secret: "a secret that the issuer knows too, long enough to sign with" };
const keys = await generateKeyPair("RS256");
const otherKeys = await generateKeyPair("RS256");
const keySet = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "1", alg: "RS256", use: "sig" }] };

function providersAt(address: string) {
  const providers = [{ id: "example", name: "Example", issuer: address, client_id: client.id }];
  return { IDENTITY_PROVIDERS: JSON.stringify(providers), IDENTITY_PROVIDER_SECRETS: JSON.stringify({ example: client.secret }) };
}

let lies: Lies = {};
let asked: string[] = [];
beforeEach(() => {
  [lies, asked] = [{}, []];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push(url);
    return answerOf(new URL(url).pathname);
  });
});
afterEach(() => void vi.restoreAllMocks());

let [nonce, subject] = ["", ""];
let people = 0;

async function answerOf(path: string): Promise<Response> {
  const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` };
  switch (path) {
    case "/.well-known/openid-configuration":
      return Response.json({ issuer, ...endpoints, userinfo_endpoint: `${issuer}/userinfo`, ...lies.metadata });
    case "/keys":
      return Response.json(keySet);
    case "/userinfo":
      return Response.json(lies.userinfo ?? { sub: subject });
    case "/token":
      if (lies.tokenStatus !== undefined) return Response.json({ error: "invalid_grant" }, { status: lies.tokenStatus });
      return Response.json({ access_token: "x", token_type: "Bearer", id_token: await signIdToken() });
    default:
      return new Response("", { status: 404 });
  }
}

async function signIdToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const name = `person-${(people += 1)}`;
  subject = name;
  const told = lies.userinfo ? {} : { email: `${name}@mail.example`, email_verified: true };
  const payload = { iss: issuer, aud: client.id, sub: name, nonce, iat: now, exp: now + 60, ...told, ...lies.claims };
  if (lies.signature === "none") return new UnsecuredJWT(payload).encode();
  const token = new SignJWT(payload);
  if (lies.signature === "client secret") {
    return token.setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(client.secret));
  }
  const key = lies.signature === "another key" ? otherKeys.privateKey : keys.privateKey;
  return token.setProtectedHeader({ alg: "RS256", kid: "1" }).sign(key);
}

const path = "/accounts/v1/identity-providers/example";

async function begin(browser: Browser, again = false): Promise<URL> {
  const response = await browser.send("GET", `${path}/start?continue=/album/1${again ? "&again=1" : ""}`);
  return new URL(response.headers.get("location") ?? "", origin);
}

/** @returns where a login over the issuer ends */
async function comeIn(browser = openBrowser({ bindings: providersAt(issuer) }), again = false): Promise<string> {
  const url = await begin(browser, again);
  nonce = url.searchParams.get("nonce") ?? "";
  const answer = new URLSearchParams({ code: "c", state: url.searchParams.get("state") ?? "" });
  const response = await browser.send("GET", `${path}/callback?${answer.toString()}`);
  expect(response.status).toBe(302);
  expect(browser.cookies.has("__Host-session")).toBe(response.headers.get("location") === "/album/1");
  return response.headers.get("location") ?? "";
}

test("a token in order logs in, also where the address is told by the userinfo endpoint, or as text that it is verified", async () => {
  expect(await comeIn()).toBe("/album/1");
  lies = { claims: { email_verified: "true" } };
  expect(await comeIn()).toBe("/album/1");
  lies = { claims: { sub: "ann" }, userinfo: { sub: "ann", email: "ann@mail.example", email_verified: true } };
  expect(await comeIn()).toBe("/album/1");
});

const failed = "/login?error=failed&provider=example&continue=%2Falbum%2F1";
const past = Math.floor(Date.now() / 1000) - 3600;
const refused: [string, Lies][] = [
  ["signed with another key", { signature: "another key" }],
  ["signed by nobody", { signature: "none" }],
  ["signed with the client's secret", { signature: "client secret" }],
  ["for another request", { claims: { nonce: "A".repeat(43) } }],
  ["for another client", { claims: { aud: "another" } }],
  ["of another issuer", { claims: { iss: "https://evil.example" } }],
  ["that expired", { claims: { exp: past } }],
  ["about nobody", { claims: { sub: "" } }],
  ["whose address is somebody else's", { userinfo: { sub: "the victim", email: "victim@mail.example", email_verified: true } }],
  ["that is no token", { tokenStatus: 400 }],
];
test.each(refused)("a token %s logs nobody in", async (_, lie) => {
  lies = lie;
  expect(await comeIn()).toBe(failed);
});

test("addresses that are no addresses, or not verified, make no account", async () => {
  for (const claims of [{ email: "nonsense" }, { email: 7 }, { email_verified: "yes" }, { email_verified: false }]) {
    lies = { claims };
    expect(await comeIn()).toContain("error=email_unverified");
  }
});

test("where registration is closed, only who is linked comes in", async () => {
  lies = { claims: { sub: "early", email: "early@mail.example" } };
  expect(await comeIn()).toBe("/album/1");
  const closed = () => openBrowser({ bindings: { ...providersAt(issuer), REGISTRATION: "closed" } });
  expect(await comeIn(closed())).toBe("/album/1");
  lies = {};
  expect(await comeIn(closed())).toContain("error=registration_closed");
});

test("nobody is sent to an issuer over plain HTTP, unless it and we are this very machine", async () => {
  for (const address of ["http://id.example", "http://127.0.0.1:9"]) {
    const url = await begin(openBrowser({ bindings: providersAt(address) }));
    expect(url.pathname + url.search).toBe(failed);
  }
  expect(asked).toEqual([]);
});

test("an issuer that calls itself something else is not asked, one out of reach is told of", async () => {
  lies = { metadata: { issuer: "https://evil.example" } };
  expect((await begin(openBrowser({ bindings: providersAt("https://id2.example") }))).search).toContain("error=failed");
  vi.mocked(fetch).mockRejectedValue(new TypeError("no route"));
  expect((await begin(openBrowser({ bindings: providersAt("https://id3.example") }))).search).toContain("error=failed");
});

test("an answer after ten minutes is too late", async () => {
  const clock = { now: Date.now() };
  const browser = openBrowser({ clock, bindings: providersAt(issuer) });
  const url = await begin(browser);
  clock.now += 10 * 60_000;
  const response = await browser.send("GET", `${path}/callback?code=c&state=${url.searchParams.get("state") ?? ""}`);
  expect(response.headers.get("location")).toBe("/login?error=expired&provider=example&continue=%2F");
});

test("a cookie that was made up starts no login", async () => {
  const browser = openBrowser({ bindings: providersAt(issuer) });
  await begin(browser);
  const [text = "", ...rest] = (browser.cookies.get("__Host-journey") ?? "").split(".");
  const altered = atob(text.replaceAll("-", "+").replaceAll("_", "/")).replace(/"state":"[^"]+"/, `"state":"mine"`);
  expect(altered).toContain(`"mine"`);
  for (const cookie of [[btoa(altered).replaceAll("=", ""), ...rest].join("."), "nonsense", "a.1.b"]) {
    browser.cookies.set("__Host-journey", cookie);
    const response = await browser.send("GET", `${path}/callback?code=c&state=mine`);
    expect(response.headers.get("location")).toContain("error=expired");
  }
});

test("who was let in unasked, since they are logged in at the issuer, has not proven lately who they are", async () => {
  const browser = openBrowser({ bindings: providersAt(issuer) });
  const seconds = (ago: number) => Math.floor(Date.now() / 1000) - ago;
  const isFresh = async () => {
    const { status } = await browser.send("POST", `${path}/link`);
    const [session] = sessionListSchema.parse(await (await browser.send("GET", "/accounts/v1/sessions")).json()).sessions;
    expect(session?.current).toBe(true);
    return status === 200;
  };
  const told = (claims: JWTPayload) => ({ claims: { sub: "found", email: "found@mail.example", email_verified: true, ...claims } });
  lies = told({});
  // Nobody has anything in an account that is made by it.
  expect([await comeIn(browser), await isFresh()]).toEqual(["/album/1", true]);
  expect([await comeIn(browser), await isFresh()]).toEqual(["/album/1", false]);
  lies = told({ auth_time: seconds(60) });
  expect([await comeIn(browser), await isFresh()]).toEqual(["/album/1", true]);
  lies = told({ auth_time: seconds(3600) });
  expect([await comeIn(browser), await isFresh()]).toEqual(["/album/1", false]);
});

test("who is to log in once more has to at the issuer too, which says when", async () => {
  const browser = openBrowser({ bindings: providersAt(issuer) });
  expect((await begin(browser)).searchParams.has("max_age")).toBe(false);
  expect((await begin(browser, true)).searchParams.get("max_age")).toBe("0");
  const told = (ago: number) => ({
    claims: { sub: "again", email: "again@mail.example", email_verified: true, auth_time: Math.floor(Date.now() / 1000) - ago },
  });
  lies = told(1);
  expect(await comeIn(browser, true)).toBe("/album/1");
  expect((await browser.send("POST", `${path}/link`)).status).toBe(200);
  browser.cookies.delete("__Host-session");
  lies = told(3600);
  expect(await comeIn(browser, true)).toBe(failed);
});
