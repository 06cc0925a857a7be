/** panva's low-level client, which checks what a server says more strictly than any other. */
import * as oauth from "oauth4webapi";
import { beforeAll, expect, inject, test } from "vitest";
import { demoApp, demoDevice } from "../support/demo.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";

const url = inject("serviceUrl");
const options = { [oauth.allowInsecureRequests]: true };
const client: oauth.Client = { client_id: demoApp.id };
const secret = oauth.ClientSecretBasic(demoApp.secret);
const device: oauth.Client = { client_id: demoDevice.id };
const browser = openConsentingBrowser(url);
let server: oauth.AuthorizationServer;

beforeAll(async () => {
  server = await discover("oidc");
});

async function discover(algorithm: "oidc" | "oauth2"): Promise<oauth.AuthorizationServer> {
  return oauth.processDiscoveryResponse(new URL(url), await oauth.discoveryRequest(new URL(url), { ...options, algorithm }));
}

type Journey = { scope: string; changed?: Record<string, string>; decision?: "allow" | "deny" };

/** Sends the listener to the service and back. */
async function goThere({ scope, changed = {}, decision = "allow" }: Journey) {
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
  const there = new URL(server.authorization_endpoint ?? "");
  there.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: demoApp.redirectUri,
    response_type: "code",
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...changed,
  }).toString();
  const back = await browser.authorize(there, decision);
  expect(`${back.origin}${back.pathname}`).toBe(demoApp.redirectUri);
  return { parameters: () => oauth.validateAuthResponse(server, client, back, state), verifier, nonce };
}

async function comeIn(scope: string) {
  const { parameters, verifier, nonce } = await goThere({ scope });
  const response = await oauth.authorizationCodeGrantRequest(server, client, secret, parameters(), demoApp.redirectUri, verifier, options);
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(server, response, options);
  return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
}

async function refresh(token: string) {
  return oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, secret, token, options));
}

async function introspect(token: string) {
  const response = await oauth.introspectionRequest(server, client, secret, token, options);
  return oauth.processIntrospectionResponse(server, client, response);
}

test("both metadata documents name one issuer and the same places", async () => {
  const plain = await discover("oauth2");
  expect(server).toMatchObject(plain);
  expect(plain.issuer).toBe(url);
});

test("a code becomes tokens; the id_token, userinfo and the access token say who it is", async () => {
  const { tokens, claims } = await comeIn("openid profile email streaming");
  expect(tokens).toMatchObject({ token_type: "bearer", scope: "openid profile email streaming" });
  expect(claims).toMatchObject({ iss: url, aud: demoApp.id, amr: ["pwd"], email: "free@demo.test", name: "Frida Free" });

  const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options);
  const person = await oauth.processUserInfoResponse(server, client, claims?.sub ?? "", answer);
  expect(person).toMatchObject({ sub: claims?.sub, email: "free@demo.test", email_verified: true, name: "Frida Free" });

  const request = new Request(`${url}/v1/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  const access = await oauth.validateJwtAccessToken(server, request, "nearfield-api", options);
  expect(access).toMatchObject({ sub: claims?.sub, client_id: demoApp.id, scope: "openid profile email streaming" });
});

test("a session is refreshed, looked at, and given back", async () => {
  const { tokens, claims } = await comeIn("openid streaming");
  const next = await refresh(tokens.refresh_token ?? "");
  expect(next.refresh_token).not.toBe(tokens.refresh_token);
  expect(oauth.getValidatedIdTokenClaims(next)?.sub).toBe(claims?.sub);
  const seen = { active: true, client_id: demoApp.id, sub: claims?.sub, scope: "openid streaming" };
  expect(await introspect(next.access_token)).toMatchObject({ ...seen, token_type: "Bearer" });
  expect(await introspect(next.refresh_token ?? "")).toMatchObject(seen);

  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, secret, next.refresh_token ?? "", options));
  expect(await introspect(next.access_token)).toEqual({ active: false });
  expect(await introspect(next.refresh_token ?? "")).toEqual({ active: false });
  await expect(refresh(next.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant", status: 400 });
  const answer = await oauth.userInfoRequest(server, client, next.access_token, options);
  await expect(oauth.processUserInfoResponse(server, client, claims?.sub ?? "", answer)).rejects.toMatchObject({
    status: 401,
    cause: [{ scheme: "bearer", parameters: { error: "invalid_token" } }],
  });
});

test("a client acts for itself, and for nobody", async () => {
  const response = await oauth.clientCredentialsGrantRequest(server, client, oauth.ClientSecretPost(demoApp.secret), {}, options);
  const tokens = await oauth.processClientCredentialsResponse(server, client, response);
  expect(tokens.refresh_token).toBeUndefined();
  const catalogue = await fetch(`${url}/v1/browse/new-releases`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  expect(catalogue.status).toBe(200);
});

test("a device waits, is too hasty, and is let in by its listener", async () => {
  const begin = async () => {
    const response = await oauth.deviceAuthorizationRequest(server, device, oauth.None(), { scope: "openid streaming" }, options);
    return oauth.processDeviceAuthorizationResponse(server, device, response);
  };
  const poll = async (code: string) => {
    const response = await oauth.deviceCodeGrantRequest(server, device, oauth.None(), code, options);
    return oauth.processDeviceCodeResponse(server, device, response);
  };
  const [wanted, unwanted] = [await begin(), await begin()];
  expect(wanted.verification_uri_complete).toBe(`${wanted.verification_uri}?user_code=${wanted.user_code}`);
  await expect(poll(wanted.device_code)).rejects.toMatchObject({ error: "authorization_pending", status: 400 });
  await expect(poll(wanted.device_code)).rejects.toMatchObject({ error: "slow_down", status: 400 });
  await browser.activate(wanted.user_code.toLowerCase().replace("-", " "));
  const tokens = await poll(wanted.device_code);
  expect(tokens).toMatchObject({ scope: "openid streaming", refresh_token: expect.any(String), id_token: expect.any(String) });
  await expect(poll(wanted.device_code)).rejects.toMatchObject({ error: "invalid_grant" });
  await browser.activate(unwanted.user_code, "deny");
  await expect(poll(unwanted.device_code)).rejects.toMatchObject({ error: "access_denied" });
});

test("what is refused comes back as the library knows it", async () => {
  const denied = await goThere({ scope: "openid streaming user-top-read", decision: "deny" });
  expect(denied.parameters).toThrow(expect.objectContaining({ error: "access_denied" }));
  const unknown = await goThere({ scope: "everything" });
  expect(unknown.parameters).toThrow(expect.objectContaining({ error: "invalid_scope" }));
  const implicit = await goThere({ scope: "openid", changed: { response_type: "token" } });
  expect(implicit.parameters).toThrow(expect.objectContaining({ error: "unsupported_response_type" }));

  const { parameters } = await goThere({ scope: "openid" });
  const withVerifier = (auth: oauth.ClientAuth, verifier: string) =>
    oauth
      .authorizationCodeGrantRequest(server, client, auth, parameters(), demoApp.redirectUri, verifier, options)
      .then((response) => oauth.processAuthorizationCodeResponse(server, client, response));
  const other = oauth.generateRandomCodeVerifier();
  const challenged = { status: 401, cause: [{ scheme: "basic" }] };
  await expect(withVerifier(oauth.ClientSecretBasic("wrong"), other)).rejects.toMatchObject(challenged);
  await expect(withVerifier(oauth.ClientSecretPost("wrong"), other)).rejects.toMatchObject(challenged);
  await expect(withVerifier(secret, other)).rejects.toMatchObject({ error: "invalid_grant", status: 400 });
});
