import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identityListSchema, identityProviderListSchema } from "../../contracts/accounts/credentials.ts";
import { redirectResponseSchema } from "../../contracts/accounts/apps.ts";
import { sessionResponseSchema } from "../../contracts/accounts/session.ts";
import { openFetchBrowser, type FetchBrowser } from "../support/fetch-browser.ts";
import { issuerClient, startIdentityIssuer, type IdentityIssuer, type Person } from "../support/identity-issuer.ts";
import { startService, type TestService } from "../support/runtime.ts";

type ProviderId = "east" | "west";

let service: TestService;
let issuers: Record<ProviderId, IdentityIssuer>;
const state = mkdtempSync(join(tmpdir(), "nearfield-"));

beforeAll(async () => {
  issuers = { east: await startIdentityIssuer(), west: await startIdentityIssuer() };
  const providers = Object.entries(issuers).map(([id, { url }]) => ({ id, name: id, issuer: url, client_id: issuerClient.id }));
  const secrets = JSON.stringify({ east: issuerClient.secret, west: issuerClient.secret });
  writeFileSync(join(state, "secrets.json"), JSON.stringify({ identity_provider_secrets: secrets }));
  service = await startService({ state, vars: { IDENTITY_PROVIDERS: JSON.stringify(providers) } });
  for (const [id, issuer] of Object.entries(issuers)) issuer.serve([`${service.url}/accounts/v1/identity-providers/${id}/callback`]);
});
afterAll(async () => {
  await service.stop();
  await Promise.all(Object.values(issuers).map((issuer) => issuer.stop()));
  rmSync(state, { recursive: true, force: true });
});

let people = 0;
/** Somebody whom nobody has met. */
function somebody(more: Partial<Person> = {}): Person {
  const name = `person-${(people += 1)}`;
  return { sub: name, email: `${name}@mail.example`, email_verified: true, name, ...more };
}

const startPath = (id: ProviderId, target: string) => `/accounts/v1/identity-providers/${id}/start?continue=${encodeURIComponent(target)}`;

/** Goes over an issuer. @returns path and query of the page where the way ends */
async function goOver(browser: FetchBrowser, id: ProviderId, person: Person | undefined, path = startPath(id, "/album/1?a=b")) {
  issuers[id].person = person;
  // Whoever was logged in at the issuer is so no more.
  browser.cookiesOf(issuers[id].url).clear();
  const { url, visited } = await browser.follow(new URL(path, service.url).href, (at) => isPage(at));
  return { ended: url.href.replace(service.url, ""), visited };
}

function isPage({ origin, pathname }: URL): boolean {
  return origin === service.url && !pathname.startsWith("/accounts/");
}

async function listenerOf(browser: FetchBrowser) {
  const response = await browser.send(`${service.url}/accounts/v1/session`, { method: "POST" });
  return sessionResponseSchema.parse(await response.json()).listener;
}

async function identitiesOf(browser: FetchBrowser) {
  const response = await browser.send(`${service.url}/accounts/v1/identities`);
  return identityListSchema.parse(await response.json()).identities.map(({ provider, email }) => ({ provider, email }));
}

/** Begins at a button of the security page. @returns where the way ends */
async function link(browser: FetchBrowser, id: ProviderId, person: Person | undefined): Promise<string> {
  const path = await beginLink(browser, id);
  return (await goOver(browser, id, person, path)).ended;
}

const provenPath = "/accounts/v1/proven-identity";

async function beginLink(browser: FetchBrowser, id: ProviderId): Promise<string> {
  const response = await browser.send(`${service.url}/accounts/v1/identity-providers/${id}/link`, { method: "POST" });
  return redirectResponseSchema.parse(await response.json()).redirect;
}

async function comeIn(id: ProviderId, person: Person): Promise<FetchBrowser> {
  const browser = openFetchBrowser();
  expect((await goOver(browser, id, person)).ended).toBe("/album/1?a=b");
  return browser;
}

test("providers are listed without what only the service has to know", async () => {
  const response = await fetch(`${service.url}/accounts/v1/identity-providers`);
  const body: unknown = await response.json();
  expect(identityProviderListSchema.parse(body)).toEqual(body);
  expect(body).toEqual({
    providers: [
      { id: "east", name: "east" },
      { id: "west", name: "west" },
    ],
  });
});

test("whom an issuer vouches for gets an account, and the same one when they come again", async () => {
  const person = somebody();
  const browser = await comeIn("east", person);
  const listener = await listenerOf(browser);
  expect(listener).toMatchObject({ email: person.email, display_name: person.name, roles: ["listener"], account_plan: "free" });
  expect(await identitiesOf(browser)).toEqual([{ provider: "east", email: person.email }]);
  expect((await listenerOf(await comeIn("east", { ...person, email: "moved@mail.example" })))?.id).toBe(listener?.id);
});

test("the issuer is asked with S256, state and nonce, and its cookie is for this journey alone", async () => {
  const browser = openFetchBrowser();
  const response = await browser.send(service.url + startPath("east", "/"));
  const url = new URL(response.headers.get("location") ?? "");
  expect(url.origin).toBe(issuers.east.url);
  const asked = Object.fromEntries(url.searchParams);
  expect(asked).toMatchObject({ response_type: "code", code_challenge_method: "S256", client_id: issuerClient.id });
  expect([asked["state"], asked["nonce"], asked["code_challenge"]].every((value) => value !== undefined && value.length >= 43)).toBe(true);
  expect(response.headers.getSetCookie().join()).toMatch(/^journey=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
});

test("an address that has an account here opens it to nobody: they log in first, and then it is linked", async () => {
  const person = somebody();
  const owner = await listenerOf(await comeIn("west", person));
  const browser = openFetchBrowser();
  const { ended } = await goOver(browser, "east", { ...somebody(), email: person.email?.toUpperCase() ?? "" });
  expect(await listenerOf(browser)).toBeNull();
  const page = new URL(ended, service.url);
  expect([page.pathname, page.searchParams.get("error"), page.searchParams.get("provider")]).toEqual(["/login", "account_exists", "east"]);

  expect(page.searchParams.get("continue")).toBe("/account/security?continue=%2Falbum%2F1%3Fa%3Db");

  await goOver(browser, "west", somebody());
  expect(await (await browser.send(service.url + provenPath)).json()).toEqual({ identity: null });
  expect((await browser.send(service.url + provenPath, { method: "POST" })).status).toBe(410);

  await goOver(browser, "west", person, `${startPath("west", "/album/1")}&again=1`);
  expect(await (await browser.send(service.url + provenPath)).json()).toEqual({ identity: { name: "east", email: person.email } });
  expect((await identitiesOf(browser)).map(({ provider }) => provider)).toEqual(["west"]);
  const cross = { method: "POST", headers: { "sec-fetch-site": "cross-site" } };
  expect((await browser.send(service.url + provenPath, cross)).status).toBe(403);
  expect((await browser.send(service.url + provenPath, { method: "POST" })).status).toBe(204);
  expect((await listenerOf(browser))?.id).toBe(owner?.id);
  expect((await identitiesOf(browser)).map(({ provider }) => provider)).toEqual(["west", "east"]);
  expect((await browser.send(service.url + provenPath, { method: "POST" })).status).toBe(410);
});

test("the way of a login links nothing to whoever is logged in, wherever it was followed from", async () => {
  const victim = somebody();
  const browser = await comeIn("west", victim);
  const [before, attacker] = [await listenerOf(browser), somebody()];
  await goOver(browser, "east", attacker);
  expect((await listenerOf(await comeIn("west", victim)))?.id).toBe(before?.id);
  expect((await identitiesOf(await comeIn("west", victim))).map(({ provider }) => provider)).toEqual(["west"]);
  expect((await listenerOf(await comeIn("east", attacker)))?.email).toBe(attacker.email);
});

test("who finds a browser that is logged in at the issuer comes in, and adds no way in without proving it there once more", async () => {
  const person = somebody();
  const browser = await comeIn("east", person);
  issuers.east.person = undefined;
  const follow = async (more: string) => {
    const { url } = await browser.follow(service.url + startPath("east", "/album/1") + more, isPage);
    return url.href.replace(service.url, "");
  };
  const begin = async () => (await browser.send(`${service.url}/accounts/v1/identity-providers/west/link`, { method: "POST" })).status;
  expect([await follow(""), await begin()]).toEqual(["/album/1", 403]);
  expect([await follow("&again=1"), await begin()]).toEqual(["/login?error=cancelled&provider=east&continue=%2Falbum%2F1", 403]);
  issuers.east.person = person;
  expect([await follow("&again=1"), await begin()]).toEqual(["/album/1", 200]);
});

test("an address that the issuer did not verify is worth nothing, whether it is known here or not", async () => {
  const known = somebody();
  await comeIn("east", known);
  const unverified = [{ email: known.email ?? "", email_verified: false }, { email_verified: false }];
  for (const claims of unverified) {
    const browser = openFetchBrowser();
    const { ended } = await goOver(browser, "west", somebody(claims));
    expect(ended).toMatch(/^\/login\?error=email_unverified&provider=west&continue=/);
    expect(await listenerOf(browser)).toBeNull();
  }
});

test("one identity opens one account, and one account has one identity of an issuer", async () => {
  const [first, second] = [somebody(), somebody()];
  const [one, other] = [await comeIn("east", first), await comeIn("west", second)];
  expect(await link(other, "east", first)).toBe("/account/security?error=in_use&provider=east");
  const third = somebody();
  expect(await link(one, "east", third)).toBe("/account/security?error=already_linked&provider=east");
  expect((await listenerOf(await comeIn("east", third)))?.email).toBe(third.email);
  expect(await link(one, "east", first)).toBe("/account/security");
  expect(await identitiesOf(other)).toHaveLength(1);
});

test("an identity that was unlinked opens nothing; it can be linked again, elsewhere too; the last one stays", async () => {
  const [first, second] = [somebody(), somebody()];
  const browser = await comeIn("east", first);
  const remove = (id: ProviderId) => browser.send(`${service.url}/accounts/v1/identities/${id}`, { method: "DELETE" });
  expect((await remove("east")).status).toBe(409);
  expect(await link(browser, "west", second)).toBe("/account/security");
  expect([(await remove("west")).status, (await remove("west")).status]).toEqual([204, 204]);
  expect((await listenerOf(await comeIn("west", second)))?.email).toBe(second.email);
  expect(await link(browser, "west", second)).toBe("/account/security?error=in_use&provider=west");
});

test("who declines, comes late or comes with somebody else's answer is told so, and is nobody", async () => {
  const browser = openFetchBrowser();
  expect((await goOver(browser, "east", undefined)).ended).toBe("/login?error=cancelled&provider=east&continue=%2Falbum%2F1%3Fa%3Db");

  const person = somebody();
  const { visited } = await goOver(openFetchBrowser(), "east", person);
  const callback = visited.at(-1) ?? "";
  expect(callback).toContain("/callback?code=");
  expect((await openFetchBrowser().follow(callback, isPage)).url.search).toContain("error=expired");

  const attacked = openFetchBrowser();
  await attacked.send(service.url + startPath("east", "/"));
  expect((await attacked.follow(callback, isPage)).url.search).toContain("error=failed");
  expect(await listenerOf(attacked)).toBeNull();
});

test("an answer is good once, and for the issuer that was asked", async () => {
  const browser = openFetchBrowser();
  const { visited } = await goOver(browser, "east", somebody());
  const callback = visited.at(-1) ?? "";
  browser.cookiesOf(service.url).delete("session");
  expect((await browser.follow(callback, isPage)).url.search).toContain("error=expired");

  const mixed = openFetchBrowser();
  await mixed.send(service.url + startPath("west", "/"));
  expect((await mixed.follow(callback, isPage)).url.search).toContain("error=expired");
  expect((await mixed.follow(callback.replace("east", "west"), isPage)).url.search).toContain("error=expired");
});

test("an answer to another request is refused, as is one that names another issuer, or none (RFC 9207)", async () => {
  const other = encodeURIComponent("https://evil.example");
  const changes = [
    (url: string) => url.replace(/state=[^&]+/, `state=${"A".repeat(43)}`),
    (url: string) => url.replace(/iss=[^&]+/, `iss=${other}`),
    (url: string) => url.replace(/&iss=[^&]+/, ""),
  ];
  for (const change of changes) {
    const browser = openFetchBrowser();
    issuers.east.person = somebody();
    const isCallback = (at: URL) => at.pathname.endsWith("/callback");
    const { url } = await browser.follow(service.url + startPath("east", "/"), isCallback);
    expect(url.searchParams.get("iss")).toBe(issuers.east.url);
    expect((await browser.follow(change(url.href), isPage)).url.search).toContain("error=failed");
    expect(await listenerOf(browser)).toBeNull();
  }
});

test("a link that was begun in one login is not finished in another", async () => {
  const [first, second] = [await comeIn("east", somebody()), await comeIn("east", somebody())];
  issuers.west.person = somebody();
  const { url } = await first.follow(await beginLink(first, "west"), (at) => at.pathname.endsWith("/callback"));
  const jar = first.cookiesOf(service.url);
  jar.set("session", second.cookiesOf(service.url).get("session") ?? "");
  expect((await first.follow(url.href, isPage)).url.href).toBe(`${service.url}/account/security?error=expired&provider=west`);
  expect(await identitiesOf(first)).toHaveLength(1);
});

test("another site's page sends nobody on the way, and no way ends on another site", async () => {
  const cross = await openFetchBrowser().send(service.url + startPath("east", "/"), { headers: { "sec-fetch-site": "cross-site" } });
  expect(cross.status).toBe(403);
  for (const target of ["https://evil.example/", "//evil.example", "/.//evil.example", "/\\evil.example"]) {
    expect((await goOver(openFetchBrowser(), "east", somebody(), startPath("east", target))).ended).toBe("/");
  }
  expect((await fetch(`${service.url}/accounts/v1/identity-providers/north/start`, { redirect: "manual" })).status).toBe(404);
});

test("of two at once for one address, one gets the account and nobody gets the other's", async () => {
  const email = somebody().email ?? "";
  const outcomes = await Promise.all(
    (["east", "west"] as const).map(async (id) => (await goOver(openFetchBrowser(), id, { ...somebody(), email })).ended),
  );
  expect(outcomes.map((ended) => /error=(\w+)/.exec(ended)?.[1] ?? "in").toSorted()).toEqual(["account_exists", "in"]);
});
