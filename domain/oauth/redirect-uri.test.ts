import fc from "fast-check";
import { expect, test } from "vitest";
import { faultOfRedirectUri, matchesRedirectUri, provesClient, withParameters } from "./redirect-uri.ts";

const registered = "https://app.example/callback";

test("RFC 9700 2.1: only the very URI that was registered is answered", () => {
  expect(matchesRedirectUri(registered, registered)).toBe(true);
  const variants = [
    "https://app.example/callback/",
    "https://app.example/Callback",
    "https://APP.example/callback",
    "HTTPS://app.example/callback",
    "http://app.example/callback",
    "https://app.example:443/callback",
    "https://app.example:8443/callback",
    "https://app.example/callback?x=1",
    "https://app.example/callback#x",
    "https://app.example/callback%2f",
    "https://app.example/%63allback",
    "https://app.example/a/../callback",
    "https://app.example/callback/../evil",
    "https://app.example//callback",
    "https://app.example\\callback",
    "https://user@app.example/callback",
    "https://app.example@evil.example/callback",
    "https://app.example.evil.example/callback",
    "https://evil.example/?https://app.example/callback",
    "https://app.example./callback",
    "https://app.example/callback ",
    " https://app.example/callback",
    "https://app.example/callback\n",
    "//app.example/callback",
    "/callback",
    "",
  ];
  for (const variant of variants) expect(matchesRedirectUri(registered, variant), variant).toBe(false);
});

test("RFC 8252 7.3: on a loopback address, the port is whatever is free, and nothing else changes", () => {
  for (const host of ["127.0.0.1", "[::1]"]) {
    for (const known of [`http://${host}/cb`, `http://${host}:9999/cb`]) {
      for (const port of ["", ":1", ":8080", ":65535"]) expect(matchesRedirectUri(known, `http://${host}${port}/cb`)).toBe(true);
      const refused = [
        `http://${host}:65536/cb`,
        `http://${host}:0/cb`,
        `http://${host}:080/cb`,
        `http://${host}:/cb`,
        `http://${host}:80 /cb`,
        `http://${host}:80@evil.example/cb`,
        `http://user@${host}:80/cb`,
        `https://${host}:8080/cb`,
        `http://${host}:8080/cb/`,
        `http://${host}:8080/cb?a`,
        `http://${host}:8080/cb#a`,
        `http://${host}:8080`,
        `http://${host}.evil.example:8080/cb`,
        `http://localhost:8080/cb`,
        `http://127.0.0.2:8080/cb`,
        `http://127.1:8080/cb`,
        `http://2130706433:8080/cb`,
        `http://[0:0:0:0:0:0:0:1]:8080/cb`,
        `http://${host === "[::1]" ? "127.0.0.1" : "[::1]"}:8080/cb`,
      ];
      for (const uri of refused) expect(matchesRedirectUri(known, uri), uri).toBe(false);
    }
  }
});

test("RFC 8252 8.3: a name may lead elsewhere, so that localhost is matched with its port", () => {
  expect(matchesRedirectUri("http://localhost:3000/cb", "http://localhost:3000/cb")).toBe(true);
  expect(matchesRedirectUri("http://localhost:3000/cb", "http://localhost:3001/cb")).toBe(false);
});

test("a loopback port in a path's or a query's place is none", () => {
  expect(matchesRedirectUri("http://127.0.0.1/cb#f", "http://127.0.0.1:80/cb#f")).toBe(false);
  expect(matchesRedirectUri("http://127.0.0.1?a=1", "http://127.0.0.1:8080?a=1")).toBe(true);
});

const piece = fc.constantFrom(
  "https",
  "http",
  ":",
  "/",
  "//",
  "app.example",
  "127.0.0.1",
  "[::1]",
  "evil.example",
  "@",
  "#",
  "?",
  "%2e",
  "..",
  "\\",
  ":80",
  "cb",
  "*",
  " ",
);
const uris = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(""));

test("whatever matches has the scheme, host, path and query of what was registered", () => {
  const known = ["https://app.example/cb", "http://127.0.0.1/cb", "http://[::1]:80/cb?x=1", "com.example.app:/cb"];
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.oneof(uris, fc.webUrl(), fc.constantFrom(...known)), (base, asked) => {
      if (!matchesRedirectUri(base, asked)) return;
      const [left, right] = [new URL(base), new URL(asked)];
      expect([right.protocol, right.hostname, right.pathname, right.search, right.hash, right.username, right.password]).toEqual([
        left.protocol,
        left.hostname,
        left.pathname,
        left.search,
        "",
        "",
        "",
      ]);
    }),
    { numRuns: 2000 },
  );
});

test("what may be registered is reached by TLS, on this machine, or by a scheme of the app's own", () => {
  const fine = [
    registered,
    "https://app.example",
    "https://app.example/?a=b&c=d",
    "http://127.0.0.1/cb",
    "http://127.0.0.1:9999/callback",
    "http://[::1]/cb",
    "http://localhost:3000/cb",
    "com.example.app:/oauth",
    "com.example.app://oauth",
  ];
  for (const uri of fine) expect(faultOfRedirectUri(uri), uri).toBeUndefined();
  const faults = {
    "http://app.example/cb": "not_encrypted",
    "http://127.0.0.1.evil.example/cb": "not_encrypted",
    "https://app.example/cb#x": "fragment",
    "https://app.example/#": "fragment",
    "https://*.example/cb": "wildcard",
    "https://app.example/*": "wildcard",
    "https://user:pw@app.example/": "user_info",
    "https://@app.example/": "user_info",
    "https://app.example/a/../b": "path_traversal",
    "https://app.example/a/%2e%2E/b": "path_traversal",
    "javascript:alert(1)": "not_own_scheme",
    "data:text/html,x": "not_own_scheme",
    "myapp://cb": "not_own_scheme",
    "urn:ietf:wg:oauth:2.0:oob": "not_own_scheme",
    "file:///etc/passwd": "not_own_scheme",
    "/callback": "malformed",
    "": "malformed",
    "https://app.example/a b": "malformed",
    "https://app.example\\cb": "malformed",
    "https://äpp.example/cb": "malformed",
    "https:app.example/cb": "malformed",
    "https:///app.example/cb": "malformed",
    'https://app.example/"': "malformed",
  };
  for (const [uri, fault] of Object.entries(faults)) expect([uri, faultOfRedirectUri(uri)]).toEqual([uri, fault]);
});

test("a URI that can be registered runs no script, and can be sent in a header", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        uris,
        fc.webUrl(),
        fc.string().map((text) => `javascript:${text}`),
      ),
      (uri) => {
        if (faultOfRedirectUri(uri)) return;
        expect(uri).toMatch(/^[\x21-\x7e]+$/);
        expect(["https:", "http:"].includes(new URL(uri).protocol) || new URL(uri).protocol.includes(".")).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

test("parameters are added to the query that is there, and leave the rest alone", () => {
  expect(withParameters("https://a.example/cb", { code: "1", state: undefined })).toBe("https://a.example/cb?code=1");
  expect(withParameters("https://a.example/cb?x=%20", { code: "1" })).toBe("https://a.example/cb?x=%20&code=1");
  expect(withParameters("https://a.example/cb?", { code: "1" })).toBe("https://a.example/cb?code=1");
  expect(withParameters("com.example.app:/cb", { state: "a&b#c" })).toBe("com.example.app:/cb?state=a%26b%23c");
});

test("RFC 8252 8.6: only a domain proves whose it is", () => {
  expect([registered, "http://127.0.0.1/cb", "com.example.app:/cb", "https.evil:/"].map(provesClient)).toEqual([true, false, false, false]);
});
