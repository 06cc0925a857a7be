/** A plain OAuth 2.0 client of Node, from before PKCE: it knows addresses and a secret. */
import { AuthorizationCode, ClientCredentials } from "simple-oauth2";
import { expect, inject, test } from "vitest";
import { demoApp } from "../support/demo.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";

const url = inject("serviceUrl");
const auth = { tokenHost: url, tokenPath: "/api/token", revokePath: "/api/revoke" };
const browser = openConsentingBrowser(url, "artist@demo.test");

function optionsOf(authorizationMethod: "header" | "body", secret = demoApp.secret) {
  return { client: { id: demoApp.id, secret }, auth, options: { authorizationMethod } };
}

function openApp(authorizationMethod: "header" | "body"): AuthorizationCode {
  return new AuthorizationCode({ ...optionsOf(authorizationMethod), auth: { ...auth, authorizePath: "/authorize" } });
}

async function codeFor(app: AuthorizationCode, scope: string[]): Promise<string> {
  const there = app.authorizeURL({ redirect_uri: demoApp.redirectUri, scope, state: "a state" });
  const back = await browser.authorize(there);
  expect(back.searchParams.get("state")).toBe("a state");
  return back.searchParams.get("code") ?? "";
}

/** The library throws what @hapi/boom makes of an answer. */
const refused = (status: number, error: string) => ({
  output: { statusCode: status },
  data: { payload: { error, error_description: expect.any(String) } },
});

test.each(["header", "body"] as const)("a listener's token is had, refreshed and given back, with the secret in the %s", async (method) => {
  const app = openApp(method);
  const code = await codeFor(app, ["user-read-private", "streaming"]);
  const token = await app.getToken({ code, redirect_uri: demoApp.redirectUri });
  expect(token.token.scope).toBe("user-read-private streaming");
  expect([token.expired(), token.expired(660)]).toEqual([false, true]);

  const next = await token.refresh({ scope: "streaming" });
  expect(next.token.scope).toBe("streaming");
  expect(next.token.refresh_token).not.toBe(token.token.refresh_token);
  await next.revokeAll();
  await expect(next.refresh()).rejects.toMatchObject(refused(400, "invalid_grant"));
  await expect(app.getToken({ code, redirect_uri: demoApp.redirectUri })).rejects.toMatchObject(refused(400, "invalid_grant"));
});

test("an app acts for itself", async () => {
  const { token } = await new ClientCredentials(optionsOf("header")).getToken({});
  const response = await fetch(`${url}/v1/browse/new-releases`, { headers: { authorization: `Bearer ${token.access_token}` } });
  expect(response.status).toBe(200);
});

test("what is refused says why", async () => {
  const impostor = new ClientCredentials(optionsOf("header", "not-the-secret"));
  await expect(impostor.getToken({})).rejects.toMatchObject(refused(401, "invalid_client"));
  const app = openApp("body");
  await expect(app.getToken({ code: "no code", redirect_uri: demoApp.redirectUri })).rejects.toMatchObject(refused(400, "invalid_grant"));
  const elsewhere = { code: await codeFor(app, ["streaming"]), redirect_uri: "http://127.0.0.1:9999/elsewhere" };
  await expect(app.getToken(elsewhere)).rejects.toMatchObject(refused(400, "invalid_grant"));
});
