import { expect, test } from "vitest";
import { faultOfApp, grantTypesOf, type AppKind } from "./app.ts";

const web: AppKind = { redirectUris: ["https://music.example/callback"], confidential: true, device: false };
const device = "urn:ietf:params:oauth:grant-type:device_code";

test.each<[AppKind, string[]]>([
  [web, ["authorization_code", "refresh_token", "client_credentials"]],
  [{ ...web, confidential: false }, ["authorization_code", "refresh_token"]],
  [{ ...web, redirectUris: [] }, ["client_credentials"]],
  [{ redirectUris: [], confidential: false, device: true }, ["refresh_token", device]],
  [{ ...web, device: true }, ["authorization_code", "refresh_token", "client_credentials", device]],
])("%o may use %j", (app, grantTypes) => {
  expect(grantTypesOf(app)).toEqual(grantTypes);
  expect(faultOfApp(app)).toBeUndefined();
});

test("an app that nobody could use is none", () => {
  expect(faultOfApp({ redirectUris: [], confidential: false, device: false })?.field).toBe("redirect_uris");
});

test.each([
  "https://music.example/callback?from=app",
  "http://127.0.0.1:9999/callback",
  "http://[::1]/callback",
  "http://localhost:3000/",
  "com.example.app:/callback",
])("an app may be answered at %s", (uri) => {
  expect(faultOfApp({ ...web, redirectUris: [uri] })).toBeUndefined();
});

test.each([
  ["http://music.example/callback", "https"],
  ["http://127.0.0.1.evil.example/", "https"],
  ["https://music.example/#done", "fragment"],
  ["https://*.music.example/", "wildcard"],
  ["https://user@music.example/", "user name"],
  ["https://music.example/a/../b", "path"],
  ["https://müsic.example/", "ASCII"],
  ["myapp:/callback", "turned round"],
  ["javascript:alert(1)", "turned round"],
  ["callback", "not a URI"],
])("no app is answered at %s", (uri, reason) => {
  const fault = faultOfApp({ ...web, redirectUris: [web.redirectUris[0] ?? "", uri] });
  expect(fault).toEqual({ field: "redirect_uris.1", message: expect.stringContaining(reason) });
});
