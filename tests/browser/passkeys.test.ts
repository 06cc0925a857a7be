/** Passkeys with Chromium's own authenticator: what the pages call, in a real browser, against the whole service. */
import { createServer } from "node:http";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { issuerClient, startIdentityIssuer, type IdentityIssuer } from "../support/identity-issuer.ts";
import { startService, type TestService } from "../support/runtime.ts";
import { addAuthenticator } from "../support/virtual-authenticator.ts";

let issuer: IdentityIssuer;
let service: TestService;
let browser: Browser;
/** By its name: an IP address has no passkeys. */
let site: string;
const somePage = "/healthz";

beforeAll(async () => {
  issuer = await startIdentityIssuer();
  const provider = { id: "issuer", name: "Issuer", issuer: issuer.url, client_id: issuerClient.id };
  service = await startService({ vars: { IDENTITY_PROVIDERS: JSON.stringify([provider]) } });
  site = service.url.replace("127.0.0.1", "localhost");
  issuer.serve([`${site}/accounts/v1/identity-providers/issuer/callback`], { confidential: false });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await service.stop();
  await issuer.stop();
});

type Answer = { status: number; body: unknown };
type Desk = { page: Page; authenticator: CDPSession; authenticatorId: string };

/** A person at a computer that unlocks with their finger. */
async function sitDown(): Promise<Desk> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(site + somePage);
  return { page, ...(await addAuthenticator(page)) };
}

async function comeInByIssuer({ page }: Desk, sub: string): Promise<void> {
  issuer.person = { sub, email: `${sub}@mail.example`, email_verified: true, name: sub };
  await page.goto(`${site}/accounts/v1/identity-providers/issuer/start?continue=${somePage}`);
  expect(page.url()).toBe(site + somePage);
}

/** A call of the accounts API by the page itself. */
function call(page: Page, method: string, path: string, body?: unknown): Promise<Answer> {
  return page.evaluate(
    async (request) => {
      const response = await fetch(`/accounts/v1${request.path}`, {
        method: request.method,
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      });
      return { status: response.status, body: response.status === 204 ? null : await response.json() };
    },
    { method, path, body },
  );
}

type Options = { ticket: string; options: unknown };

async function begin(page: Page, path: string): Promise<Options> {
  const { status, body } = await call(page, "POST", `${path}/options`);
  expect(status).toBe(200);
  return body as Options;
}

async function addPasskey(page: Page): Promise<Answer> {
  const { ticket, options } = await begin(page, "/passkeys");
  const response = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as PublicKeyCredentialCreationOptionsJSON);
    const credential = await navigator.credentials.create({ publicKey });
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey was made");
    return credential.toJSON();
  }, options);
  return call(page, "POST", "/passkeys", { ticket, response, name: "This computer" });
}

/** What the authenticator says to a challenge, on whatever page it is asked. */
function assert(page: Page, options: unknown): Promise<unknown> {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as PublicKeyCredentialRequestOptionsJSON);
    const credential = await navigator.credentials.get({ publicKey });
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey answered");
    return credential.toJSON();
  }, options);
}

async function logIn(page: Page): Promise<Answer> {
  const { ticket, options } = await begin(page, "/passkey-login");
  return call(page, "POST", "/passkey-login", { ticket, response: await assert(page, options) });
}

async function logOut({ page }: Desk): Promise<void> {
  await page.context().clearCookies();
  expect(await call(page, "POST", "/session")).toMatchObject({ body: { listener: null } });
}

test("a passkey that was made in the browser opens the account again, with nothing typed", async () => {
  const desk = await sitDown();
  await comeInByIssuer(desk, "ada");
  expect(await addPasskey(desk.page)).toMatchObject({ status: 201, body: { name: "This computer" } });
  await logOut(desk);
  expect(await logIn(desk.page)).toMatchObject({ status: 200, body: { listener: { email: "ada@mail.example" } } });
  expect(await call(desk.page, "GET", "/passkeys")).toMatchObject({ status: 200, body: { passkeys: [{ name: "This computer" }] } });
});

test("the browser makes no second passkey where the account has one already", async () => {
  const desk = await sitDown();
  await comeInByIssuer(desk, "bea");
  expect((await addPasskey(desk.page)).status).toBe(201);
  await expect(addPasskey(desk.page)).rejects.toThrow(/InvalidStateError|already registered|excluded/i);
});

test("a copy of the authenticator is refused after the original was used", async () => {
  const desk = await sitDown();
  const { authenticator, authenticatorId } = desk;
  await comeInByIssuer(desk, "cem");
  expect((await addPasskey(desk.page)).status).toBe(201);
  const { credentials } = await authenticator.send("WebAuthn.getCredentials", { authenticatorId });
  await logOut(desk);
  expect((await logIn(desk.page)).status).toBe(200);
  expect((await logIn(desk.page)).status).toBe(200);
  await logOut(desk);
  for (const credential of credentials) {
    await authenticator.send("WebAuthn.removeCredential", { authenticatorId, credentialId: credential.credentialId });
    await authenticator.send("WebAuthn.addCredential", { authenticatorId, credential });
  }
  expect(await logIn(desk.page)).toMatchObject({ status: 401, body: { error: { reason: "invalid_credentials" } } });
  expect(await call(desk.page, "POST", "/session")).toMatchObject({ body: { listener: null } });
});

test("an answer that a page of another origin got out of the authenticator is refused", async () => {
  const desk = await sitDown();
  await comeInByIssuer(desk, "dan");
  expect((await addPasskey(desk.page)).status).toBe(201);
  await logOut(desk);
  const elsewhere = createServer((_request, response) => response.end("a page"));
  const address = await new Promise<ReturnType<typeof elsewhere.address>>((resolve) => {
    elsewhere.listen(0, "localhost", () => resolve(elsewhere.address()));
  });
  const { ticket, options } = await begin(desk.page, "/passkey-login");
  // Same name, other port: the browser lets it use the passkey, and says in the answer where it was.
  await desk.page.goto(`http://localhost:${typeof address === "object" && address ? address.port : 0}/`);
  const response = await assert(desk.page, options);
  await desk.page.goto(site + somePage);
  expect(await call(desk.page, "POST", "/passkey-login", { ticket, response })).toMatchObject({
    status: 401,
    body: { error: { reason: "invalid_credentials" } },
  });
  elsewhere.close();
});

test("on the IP address the page is told to use the name", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(service.url + somePage);
  expect(await call(page, "POST", "/passkey-login/options")).toMatchObject({
    status: 422,
    body: { error: { reason: "unprocessable", message: expect.stringContaining(site) } },
  });
});
