/** The ways into an account, and what they change for whoever listens: in a real browser against the whole service. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoPassword, seedDemoAccounts } from "../../tools/start/demo-accounts.ts";
import { axeFindings, startAppStage, visit, type AppStage } from "./app-stage.ts";
import { addAuthenticator } from "../support/virtual-authenticator.ts";

let stage: AppStage;
/** By its name: an IP address has no passkeys. */
let site: string;

beforeAll(async () => {
  stage = await startAppStage({ DEMO: "on", GUEST_PLAYBACK: "none" });
  site = stage.service.url.replace("127.0.0.1", "localhost");
  await seedDemoAccounts(stage.service);
});
afterAll(() => stage.stop());

const open = (path: string, options: Parameters<typeof visit>[2] = {}) => visit(stage, path, { baseURL: site, ...options });

/** What the page itself complained of; that a refusal was answered, the browser notes by itself. */
const grave = (complaints: string[]) => complaints.filter((line) => !line.startsWith("Failed to load resource"));

const corner = (page: Page) => page.locator(".account-corner");
const listens = (page: Page, name: string) => corner(page).locator(".corner-name", { hasText: name }).waitFor();
const alert = (page: Page) => page.locator("main").getByRole("alert");

async function logIn(page: Page, email = "premium@demo.test", password = demoPassword): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.locator("main").getByRole("button", { name: "Log in", exact: true }).click();
}

async function logOut(page: Page): Promise<void> {
  await corner(page).getByRole("button").click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await corner(page).getByRole("link", { name: "Log in" }).waitFor();
}

/** The link of the newest message to somebody, as they would press it. */
async function linkInMail(context: BrowserContext, subject: RegExp): Promise<string> {
  const page = await context.newPage();
  await page.goto("/dev/mail");
  await page.getByRole("link", { name: subject }).first().click();
  const link = await page.locator("p a[href*='ticket='], p a[href*='invitation=']").first().getAttribute("href");
  await page.close();
  if (link === null) throw new Error(`no link in “${subject.source}”`);
  return link.replace(/^https?:\/\/[^/]+/, site);
}

const isFocused = (page: Page, selector: string) => page.evaluate((which) => document.activeElement?.matches(which) ?? false, selector);

test("from signing up over the mail to listening, and out again; the link works once", async () => {
  const { page, context, complaints } = await open(`/album/${stage.near.id}`);
  // Guests hear nothing here, and are told what would help.
  await page.locator(".track-row", { hasText: "Alpha" }).getByRole("link", { name: "Create a free account" }).click();
  await page.getByLabel("E-mail address").fill("ada@mail.example");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill("password");
  await page.getByText("Guessed at once").waitFor();
  await page.getByRole("button", { name: "Create the account" }).click();
  await alert(page).getByText("too easy to guess").waitFor();
  expect(await isFocused(page, ".error-summary")).toBe(true);
  expect(await page.getByLabel("Your name").inputValue()).toBe("Ada");
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("password");
  await page.getByLabel("Password", { exact: true }).fill("some unrelated tall words");
  await page.getByText("Very good").waitFor();
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  await page.getByText("ada@mail.example").waitFor();

  const link = await linkInMail(context, /Confirm your address/);
  const other = await context.newPage();
  await other.goto(link);
  await other.getByText("Welcome, Ada").waitFor();
  await listens(other, "Ada");
  // The tab that waited goes on by itself to where all of it began.
  await page
    .getByRole("heading", { name: "The plan" })
    .or(page.getByRole("button", { name: "Play Alpha" }))
    .waitFor();
  await other.goto(link);
  await other.getByText("The link belongs to an account of its own").waitFor();
  await other.getByRole("button", { name: "Go on" }).click();
  await other.getByRole("heading", { name: "This link has expired, or was used already" }).waitFor();
  await other.reload();
  await logOut(other);
  await corner(page).getByRole("link", { name: "Sign up" }).waitFor();
  expect(grave(complaints)).toEqual([]);
  await context.close();
});

test("whoever is invited chooses a password, not an address; whoever has an account accepts by being logged in to it", async () => {
  const { page, context } = await open("/login");
  await logIn(page, "admin@demo.test");
  await listens(page, "Adrian Admin");
  const invite = (email: string) =>
    page.evaluate(async (address) => {
      const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email: address }) };
      return (await fetch("/accounts/v1/admin/invitations", init)).status;
    }, email);
  expect(await invite("grace@mail.example")).toBe(202);
  const link = await linkInMail(context, /invited/i);
  expect(await invite("free@demo.test")).toBe(202);
  const linkOfKnown = await linkInMail(context, /invited/i);
  await logOut(page);
  await page.goto(link);
  await page.getByText("This invitation is for grace@mail.example.").waitFor();
  await page.getByLabel("Your name").fill("Grace");
  await page.getByLabel("Password", { exact: true }).fill("some unrelated tall words");
  await page.getByRole("button", { name: "Create the account" }).click();
  await listens(page, "Grace");
  await page.goto(linkOfKnown);
  await page.getByRole("button", { name: "Log in to accept" }).click();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("free@demo.test");
  await logIn(page, "free@demo.test");
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByText("Hello, Frida Free").waitFor();
  await page.goto(link);
  await page.getByText("Ask whoever invited you").waitFor();
  await context.close();
});

test("a wrong password takes nothing away, and says the same as a wrong address", async () => {
  const { page, context } = await open("/login?continue=/albums");
  await page.locator("main").getByRole("button", { name: "Log in", exact: true }).click();
  await alert(page).getByText("Please fill in: E-mail address.").click();
  expect(await isFocused(page, "[name=email]")).toBe(true);
  const told: (string | null)[] = [];
  for (const email of ["premium@demo.test", "nobody@demo.test"]) {
    await logIn(page, email, "not the password");
    await alert(page).getByText("don't go together").waitFor();
    told.push(await alert(page).textContent());
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(email);
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("not the password");
  }
  expect(told[0]).toBe(told[1]);
  await page.getByRole("button", { name: "Show the password" }).click();
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("type")).toBe("text");
  await logIn(page);
  await page.getByRole("heading", { name: "Albums", level: 1 }).waitFor();
  await listens(page, "Priya Premium");
  // The login has done its work: the way back leads past it.
  expect(await page.evaluate(() => document.cookie)).toBe("");
  expect(await page.evaluate(() => [localStorage, sessionStorage].map((storage) => JSON.stringify(storage)).join())).not.toMatch(/eyJ/);
  await context.close();
});

test("nobody is led elsewhere after having logged in", async () => {
  const { page, context } = await open(`/login?${new URLSearchParams({ continue: "//evil.example/x" }).toString()}`);
  await logIn(page);
  await listens(page, "Priya Premium");
  await page.getByRole("heading", { name: "New releases" }).waitFor();
  expect(page.url()).toBe(`${site}/`);
  await context.close();
});

test("a forgotten password is chosen anew by the mailed link, once; no word tells whether an address is known", async () => {
  const { page, context } = await open("/login");
  await page.getByLabel("E-mail address").fill("nobody@mail.example");
  await page.getByRole("link", { name: "Forgot the password?" }).click();
  // What was typed is there already.
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("nobody@mail.example");
  await page.getByRole("button", { name: "Send the link" }).click();
  const unknown = await page.locator(".mail-sent").textContent();
  await page.goBack();
  await page.getByLabel("E-mail address").fill("label@demo.test");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("label@demo.test").waitFor();
  expect((await page.locator(".mail-sent").textContent())?.replace("label@demo.test", "")).toBe(
    unknown?.replace("nobody@mail.example", ""),
  );

  const link = await linkInMail(context, /Choose a new password/);
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill("several other tall words");
  await page.getByRole("button", { name: "Set the password" }).click();
  await listens(page, "Lale Label");
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill("yet another row of words");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("heading", { name: "This link has expired, or was used already" }).waitFor();
  await context.close();
});

test("what one tab does, all know: music comes with the login and goes with the logout", async () => {
  const { page, context, complaints } = await open(`/album/${stage.near.id}`);
  await page.locator(".track-row", { hasText: "Alpha" }).getByText("This track needs an account.").waitFor();
  const other = await context.newPage();
  await other.goto("/login");
  await logIn(other);
  await page.getByRole("button", { name: "Play Alpha" }).click();
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>(".seek-slider")?.value) > 0.3);
  await listens(page, "Priya Premium");
  await logOut(other);
  await page.getByText("You are logged out.").waitFor();
  await page.locator(".track-row", { hasText: "Alpha" }).getByText("This track needs an account.").waitFor();
  await page
    .locator(".player-note", { hasText: "This track needs an account." })
    .getByRole("link", { name: "Create a free account" })
    .waitFor();
  expect(grave(complaints)).toEqual([]);
  await context.close();
});

test("settings of the account come with the login, and stay what they are made here", async () => {
  const { page, context } = await open("/login");
  await logIn(page, "artist@demo.test");
  await listens(page, "Arto Artist");
  await page.evaluate(async () => {
    const body = JSON.stringify({ settings: { quality: "low", normalise: false } });
    await fetch("/accounts/v1/profile", { method: "PATCH", headers: { "content-type": "application/json" }, body });
  });
  const elsewhere = await open("/login");
  await logIn(elsewhere.page, "artist@demo.test");
  await listens(elsewhere.page, "Arto Artist");
  await elsewhere.page.getByRole("link", { name: "Settings" }).click();
  await expect.poll(() => elsewhere.page.getByRole("radio", { name: /^Low/ }).isChecked()).toBe(true);
  await elsewhere.page.getByText("Normal", { exact: true }).click();
  await elsewhere.page.reload();
  await listens(elsewhere.page, "Arto Artist");
  expect(await elsewhere.page.getByRole("radio", { name: /^Normal/ }).isChecked()).toBe(true);
  await elsewhere.context.close();
  await context.close();
});

test("a session that was ended elsewhere is noticed at the next request", async () => {
  const { page, context } = await open("/login");
  await logIn(page);
  await listens(page, "Priya Premium");
  await context.clearCookies();
  await page.getByRole("link", { name: "Albums", exact: true }).click();
  await page.locator(".card").first().waitFor();
  await page.locator(".card-title").first().click();
  await page.getByText("You are logged out.").waitFor();
  await corner(page).getByRole("link", { name: "Log in" }).waitFor();
  await context.close();
});

test("a passkey opens the account at a press", async () => {
  const { page, context } = await open("/login");
  await addAuthenticator(page);
  await logIn(page, "artist@demo.test");
  await listens(page, "Arto Artist");
  await page.evaluate(async () => {
    const post = async (path: string, body?: object) => {
      const init = { method: "POST", headers: { "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) };
      return (await (await fetch(`/accounts/v1${path}`, init)).json()) as {
        ticket: string;
        options: PublicKeyCredentialCreationOptionsJSON;
      };
    };
    const { ticket, options } = await post("/passkeys/options");
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = await navigator.credentials.create({ publicKey });
    if (made instanceof PublicKeyCredential) await post("/passkeys", { ticket, response: made.toJSON() });
  });
  await logOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await listens(page, "Arto Artist");
  await context.close();
});

test("what became of a way over another service is told in words", async () => {
  const { page, context } = await open("/login?error=account_exists&provider=gone&continue=/albums");
  await alert(page).getByText("There is an account here for the address").waitFor();
  await context.close();
});

describe("an app", () => {
  /** Stands where the app's own page is; its port is the machine's to choose (RFC 8252, section 7.3). */
  const app = createServer((_request, response) => void response.setHeader("content-type", "text/html").end("<h1>the app</h1>"));
  let callback: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    callback = `http://127.0.0.1:${(app.address() as AddressInfo).port}/callback`;
  });
  afterAll(() => void app.close());

  function authorizeAddress(more: Record<string, string> = {}): string {
    const asked = {
      client_id: "demo-app",
      response_type: "code",
      redirect_uri: callback,
      scope: "openid streaming user-library-read",
      state: "a state",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      ...more,
    };
    return `/authorize?${new URLSearchParams(asked).toString()}`;
  }

  test("is let in by whoever logs in on the way and allows it, and asks no second time", async () => {
    const { page, context, complaints } = await open("/settings");
    await page.goto(authorizeAddress());
    await page.getByRole("heading", { name: "Log in to go on" }).waitFor();
    await logIn(page, "free@demo.test");
    await page.getByRole("heading", { name: "Demo app asks for your leave" }).waitFor();
    await page.getByText("play music in your name").waitFor();
    await page.getByText("see what you have saved").waitFor();
    await page.getByText(new URL(callback).host).waitFor();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "the app" }).waitFor();
    const answer = new URL(page.url()).searchParams;
    expect([answer.get("state"), answer.has("code"), answer.get("iss")]).toEqual(["a state", true, site]);
    await page.goto(authorizeAddress());
    await page.getByRole("heading", { name: "the app" }).waitFor();
    expect(grave(complaints)).toEqual([]);
    await context.close();
  });

  test("is told no by whoever cancels; a torn request is told to nobody", async () => {
    const { page, context } = await open("/login");
    await logIn(page, "moderator@demo.test");
    await listens(page, "Mona Moderator");
    await page.goto(authorizeAddress());
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "the app" }).waitFor();
    expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
    await page.goto("/consent?client_id=demo-app");
    await page.getByRole("heading", { name: "This request can't be granted" }).waitFor();
    await context.close();
  });
});

describe("a device", () => {
  type Device = { device_code: string; user_code: string };

  async function startDevice(): Promise<Device> {
    const body = new URLSearchParams({ client_id: "demo-device", scope: "streaming" });
    return (await (await fetch(`${site}/api/device_authorization`, { method: "POST", body })).json()) as Device;
  }

  async function poll({ device_code }: Device): Promise<Record<string, unknown>> {
    const grant = "urn:ietf:params:oauth:grant-type:device_code";
    const body = new URLSearchParams({ client_id: "demo-device", grant_type: grant, device_code });
    return (await (await fetch(`${site}/api/token`, { method: "POST", body })).json()) as Record<string, unknown>;
  }

  test("is let in by its code, in whatever case and with whatever between the letters", async () => {
    const device = await startDevice();
    const { page, context, complaints } = await open("/activate");
    await logIn(page);
    const code = page.getByLabel("Code");
    await code.fill("BCDF");
    await page.getByRole("button", { name: "Go on" }).click();
    await alert(page).getByText("A code has eight letters").waitFor();
    await code.fill("bcdf ghjk");
    await page.getByRole("button", { name: "Go on" }).click();
    await alert(page).getByText("There is no device that waits with this code").waitFor();
    expect(await code.inputValue()).toBe("bcdf ghjk");
    await code.fill(device.user_code.toLowerCase().replace("-", " "));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("heading", { name: "Demo loudspeaker wants to connect" }).waitFor();
    await page.getByText(device.user_code, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "Connected", exact: true }).waitFor();
    expect(await poll(device)).toMatchObject({ token_type: "Bearer" });
    expect(grave(complaints)).toEqual([]);
    await context.close();
  });

  test("is told no", async () => {
    const device = await startDevice();
    const { page, context } = await open(`/activate?user_code=${device.user_code}`);
    await logIn(page);
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("heading", { name: "Not connected" }).waitFor();
    expect(await poll(device)).toMatchObject({ error: "access_denied" });
    await context.close();
  });
});

describe.each([
  { scheme: "light", locale: "en", width: 1280 },
  { scheme: "dark", locale: "de", width: 800 },
  { scheme: "dark", locale: "ar", width: 390 },
] as const)("axe finds nothing, $scheme, $locale, $width wide", ({ scheme, locale, width }) => {
  test("on the ways in, nor in what they complain of", async () => {
    const { page, context, complaints } = await open("/login", { colorScheme: scheme, locale, viewport: { width, height: 844 } });
    const found: string[] = [];
    const look = async (what: string) => {
      await page.locator("h1").first().waitFor();
      found.push(...(await axeFindings(page)).map((finding) => `${what}: ${finding}`));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.push(`${what}: ${overflow} px too wide`);
    };
    for (const path of ["/login", "/signup", "/forgot", "/reset?ticket=x", "/verify?ticket=x", "/signup?invitation=x"]) {
      await page.goto(path);
      await page.locator(".entry-page").waitFor();
      await look(path);
    }
    await page.goto("/login?continue=/activate");
    await page.locator("form button[type=submit]").click();
    await page.locator(".error-summary").waitFor();
    await look("an empty login");
    await page.locator("[name=email]").fill("admin@demo.test");
    await page.locator("[name=password]").fill(demoPassword);
    await page.locator("form button[type=submit]").click();
    await page.locator(".code-input").waitFor();
    await look("/activate");
    await page.goto(`/consent?${new URLSearchParams({ client_id: "demo-app" }).toString()}`);
    await look("a torn consent");
    await page.goto("/");
    await page.locator(".menu-button").click();
    await look("the account's menu");
    expect(found).toEqual([]);
    expect(grave(complaints)).toEqual([]);
    await context.close();
  });
});
