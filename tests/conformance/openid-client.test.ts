/** The certified OpenID Connect client of Node: everything by discovery. */
import * as client from "openid-client";
import { beforeAll, expect, inject, test } from "vitest";
import { demoApp, demoDevice } from "../support/demo.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { waitFor } from "../support/runtime.ts";

const url = inject("serviceUrl");
const browser = openConsentingBrowser(url, "premium@demo.test");
let app: client.Configuration;

beforeAll(async () => {
  app = await discover(demoApp.id, demoApp.secret);
});

async function discover(id: string, secret?: string): Promise<client.Configuration> {
  const authentication = secret === undefined ? client.None() : client.ClientSecretBasic(secret);
  const configuration = await client.discovery(new URL(url), id, undefined, authentication, { execute: [client.allowInsecureRequests] });
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}

async function comeIn(scope: string, more: Record<string, string> = {}) {
  const [pkceCodeVerifier, expectedState, expectedNonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const there = client.buildAuthorizationUrl(app, {
    redirect_uri: demoApp.redirectUri,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  });
  const back = await browser.authorize(there);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, ...(more["max_age"] && { maxAge: Number(more["max_age"]) }) };
  return client.authorizationCodeGrant(app, back, checks);
}

test("a listener comes in, is known, comes again and goes", async () => {
  const tokens = await comeIn("openid profile email user-read-private");
  const sub = tokens.claims()?.sub ?? "";
  expect(tokens.claims()).toMatchObject({ iss: url, email: "premium@demo.test", name: "Priya Premium" });
  expect(await client.fetchUserInfo(app, tokens.access_token, sub)).toMatchObject({ sub, name: "Priya Premium" });

  const next = await client.refreshTokenGrant(app, tokens.refresh_token ?? "");
  expect(next.claims()?.sub).toBe(sub);
  expect(await client.tokenIntrospection(app, next.access_token)).toMatchObject({ active: true, sub, client_id: demoApp.id });
  await client.tokenRevocation(app, next.refresh_token ?? "");
  expect(await client.tokenIntrospection(app, next.access_token)).toEqual({ active: false });
  await expect(client.refreshTokenGrant(app, next.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
});

test("a login can be asked for anew, and says when it was", async () => {
  const before = (await comeIn("openid", { max_age: "3600" })).claims()?.auth_time ?? Infinity;
  await waitFor(async () => Date.now() / 1000 >= before + 1, "the next second");
  const after = (await comeIn("openid", { prompt: "login", max_age: "60" })).claims()?.auth_time ?? 0;
  expect(after).toBeGreaterThan(before);
});

test("who was asked once is not asked again; who was never asked is not let in silently", async () => {
  await comeIn("openid streaming");
  const silent = (scope: string) => comeIn(scope, { prompt: "none" });
  expect((await silent("openid streaming")).scope).toBe("openid streaming");
  await expect(silent("openid playlist-modify-public")).rejects.toMatchObject({ error: "consent_required" });
});

test("a loudspeaker is let in while it asks", async () => {
  const speaker = await discover(demoDevice.id);
  const begun = await client.initiateDeviceAuthorization(speaker, { scope: "openid streaming" });
  const polled = client.pollDeviceAuthorizationGrant(speaker, begun);
  await browser.activate(begun.user_code);
  const tokens = await polled;
  expect(tokens.claims()?.sub).toMatch(/^[\dA-Za-z]{22}$/);
  const next = await client.refreshTokenGrant(speaker, tokens.refresh_token ?? "", { scope: "streaming" });
  expect(next.scope).toBe("streaming");
});

test("a client acts for itself", async () => {
  const tokens = await client.clientCredentialsGrant(app);
  expect(tokens.refresh_token).toBeUndefined();
  const catalogue = await client.fetchProtectedResource(app, tokens.access_token, new URL(`${url}/v1/browse/new-releases`), "GET");
  expect(catalogue.status).toBe(200);
});

test("a wrong secret, a scope that is unknown and a device that may not act for itself are named", async () => {
  const impostor = await discover(demoApp.id, "not-the-secret");
  await expect(client.clientCredentialsGrant(impostor)).rejects.toMatchObject({ status: 401, cause: [{ scheme: "basic" }] });
  await expect(client.clientCredentialsGrant(app, { scope: "everything" })).rejects.toMatchObject({ error: "invalid_scope" });
  const speaker = await discover(demoDevice.id);
  await expect(client.clientCredentialsGrant(speaker)).rejects.toMatchObject({ error: "unauthorized_client" });
});
