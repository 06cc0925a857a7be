/** The pages where an account is looked after, in a real browser against the whole service. */
import sharp from "sharp";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopes } from "../../domain/access.ts";
import type { ConsentList } from "../../contracts/accounts/apps.ts";
import type { Billing, Family, InvoiceList } from "../../contracts/accounts/billing.ts";
import { buildPlayer } from "../../tools/start/build.ts";
import { launchChromium } from "../support/chromium.ts";
import { openPeople, type People, type Person, type PersonOptions } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";
import { axeFindings } from "./app-stage.ts";
import { addAuthenticator } from "../support/virtual-authenticator.ts";

let service: TestService;
let browser: Browser;
let people: People;
/** By its name: an IP address has no passkeys. */
let site: string;

beforeAll(async () => {
  await buildPlayer();
  service = await startService();
  site = service.url.replace("127.0.0.1", "localhost");
  people = await openPeople(service);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

type Desk = { page: Page; person: Person; complaints: string[] };

/** Somebody who is logged in, at a page of their account. */
async function sitDown(path: string, who: PersonOptions = {}, options: BrowserContextOptions = {}): Promise<Desk> {
  const person = await people.make({ scope: scopes.join(" "), ...who });
  const context = await browser.newContext({ locale: "en-GB", baseURL: site, reducedMotion: "reduce", ...options });
  const [name = "", value = ""] = person.cookie.split("=");
  await context.addCookies([{ name, value, url: site, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "warning" || (message.type() === "error" && !message.text().startsWith("Failed to load resource"))) {
      complaints.push(message.text());
    }
  });
  await page.goto(path);
  return { page, person, complaints };
}

/** Answers in the service's place, in the contract's types. */
async function answer(page: Page, path: string, body: object): Promise<void> {
  await page.route(`**/accounts/v1${path}`, (route) => route.fulfill({ json: body }));
}

function dialog(page: Page) {
  return page.getByRole("dialog");
}

test("a name is changed everywhere, and nothing typed is lost while the network is away", async () => {
  const { page, complaints } = await sitDown("/account/profile");
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Ada of the Keys");
  await page.getByLabel("Date of birth").fill("1990-05-17");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Save" }).click();
  const alert = page.locator("main").getByRole("alert");
  await alert.getByText("There is no connection").waitFor();
  expect(await alert.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await name.inputValue()).toBe("Ada of the Keys");
  await page.context().setOffline(false);
  await page.getByLabel("Country").selectOption("FR");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("header.rail, .account-corner").getByText("Ada of the Keys").first().waitFor();
  await page.reload();
  await page.getByLabel("Name", { exact: true }).waitFor();
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Ada of the Keys");
  expect(await page.getByLabel("Country").inputValue()).toBe("FR");
  expect(await page.getByLabel("Date of birth").inputValue()).toBe("1990-05-17");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a picture is cropped by keyboard and kept as a square JPEG", async () => {
  const { page, complaints } = await sitDown("/account/profile");
  // Red on the left, blue on the right.
  const right = await sharp({ create: { width: 400, height: 400, channels: 3, background: "#0000ff" } })
    .png()
    .toBuffer();
  const picture = await sharp({ create: { width: 800, height: 400, channels: 3, background: "#ff0000" } })
    .composite([{ input: right, left: 400, top: 0 }])
    .png()
    .toBuffer();
  const chooser = page.locator("input[type=file]");
  await chooser.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await page.getByText("This file is no picture").waitFor();
  await chooser.setInputFiles({ name: "me.png", mimeType: "image/png", buffer: picture });
  await page.getByRole("application").focus();
  for (let pressed = 0; pressed < 10; pressed++) await page.keyboard.press("ArrowRight");
  await dialog(page).getByRole("button", { name: "Use this part" }).click();
  await dialog(page).waitFor({ state: "detached" });
  const portrait = page.locator(".picture-line .portrait img");
  await portrait.waitFor();
  const answered = await page.request.get((await portrait.getAttribute("src")) ?? "");
  expect(answered.headers()["content-type"]).toBe("image/jpeg");
  const { data, info } = await sharp(await answered.body())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([300, 300]);
  // Pushed to the right by half its width, the picture shows only what was on its left.
  expect([...data.subarray(0, 3), ...data.subarray(-3)].map((value) => Math.round(value / 255))).toEqual([1, 0, 0, 1, 0, 0]);
  await page.getByRole("button", { name: "Remove the picture" }).click();
  await portrait.waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a passkey is added and renamed, and the last way in stays", async () => {
  const { page, person } = await sitDown("/account/security");
  const database = await people.databaseOf(person.accountId);
  await database.prepare("UPDATE account SET password_hash = NULL WHERE id = ?").bind(person.accountId).run();
  await addAuthenticator(page);
  await page.reload();
  await page.getByText("You have no password yet").waitFor();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Rename Chrome on Linux" }).click();
  const name = page.getByLabel("Name of the passkey");
  await expect.poll(() => name.evaluate((input) => input === document.activeElement)).toBe(true);
  await name.fill("My machine");
  await name.press("Enter");
  await page.getByRole("button", { name: "Remove My machine" }).click();
  await dialog(page).getByRole("button", { name: "Remove" }).click();
  await dialog(page).getByText("That is your last way in").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Remove My machine");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("This device has a passkey for your account already").waitFor();
  await page.context().close();
});

test("another session is told in words, ended after a question, and the focus stays on the page", async () => {
  const { page, person } = await sitDown("/account/sessions");
  const database = await people.databaseOf(person.accountId);
  const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1";
  const copy = `INSERT INTO session SELECT ? AS id, account_id, client_id, scope, generation, rotated_at, methods, authenticated_at, ?, 'FR',
    created_at, seen_at, expires_at, ended_at, end_reason FROM session WHERE id = ?`;
  const otherId = `${person.sessionId.slice(0, -1)}${person.sessionId.endsWith("0") ? "1" : "0"}`;
  await database.prepare(copy).bind(otherId, userAgent, person.sessionId).run();
  await page.reload();
  const other = page.getByRole("listitem").filter({ hasText: "Safari on iOS" });
  await other.getByText("In France").waitFor();
  await page.getByText("This one").waitFor();
  await other.getByRole("button", { name: "Log out Safari on iOS" }).press("Enter");
  await dialog(page).getByRole("button", { name: "Log out" }).press("Enter");
  await other.waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
  await page.getByText("You are logged in nowhere else").waitFor();
  await page.context().close();
});

test("an app is registered once its addresses hold; its secret is shown once", async () => {
  const { page } = await sitDown("/account/developer");
  await page.getByLabel("Name", { exact: true }).fill("My app");
  await page.getByLabel("Redirect URIs").fill("https://app.example/cb\nhttp://app.example/cb");
  await page.getByRole("button", { name: "Create the app" }).click();
  await page.getByRole("alert").getByRole("button", { name: "“http://app.example/cb” is not encrypted" }).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("redirect_uris");
  await page.getByLabel("Redirect URIs").fill("https://app.example/cb\nhttp://127.0.0.1:9999/cb");
  await page.getByRole("button", { name: "Create the app" }).click();
  const secret = page.getByRole("region", { name: "Client secret" });
  const shown = await secret.locator("code").textContent();
  expect(shown?.length).toBeGreaterThan(20);
  await secret.getByRole("button", { name: "I have kept it" }).click();
  await secret.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Edit My app" }).click();
  await page.getByLabel("Redirect URIs").fill("https://app.example/other");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("code", { hasText: "https://app.example/other" }).waitFor();
  await page.getByRole("button", { name: "Delete My app" }).click();
  await dialog(page).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "My app", exact: true }).waitFor({ state: "detached" });
  await page.context().close();
});

test("a plan is subscribed to on the page of whoever takes the money, and counts on the way back", async () => {
  const { page } = await sitDown("/account/plan");
  await page.getByText("€15.99 a month").waitFor();
  await page.getByRole("button", { name: "Get Family" }).click();
  await page.waitForURL("**/dev/checkout/**");
  await page.getByLabel("Card number").fill("4242 4242 4242 4242");
  await page.getByRole("button", { name: /^Pay/ }).click();
  await page.waitForURL("**/account/plan?checkout=done");
  await page.getByText("You have Family. It renews on").waitFor();
  await page.getByRole("cell", { name: "€15.99" }).waitFor();
  await page.getByRole("link", { name: "Family" }).click();
  await page.getByText("5 places are left").waitFor();
  await page.getByLabel("Their e-mail address").fill("bea@mail.example");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await page.getByText("on its way to bea@mail.example").waitFor();
  await page.goto("/dev/mail");
  await page.getByRole("link", { name: /famil/i }).first().click();
  const link = await page
    .getByRole("link", { name: /family\/join/ })
    .first()
    .getAttribute("href");
  const guest = await sitDown(link ?? "");
  await guest.page.getByRole("button", { name: "Join" }).click();
  await guest.page.getByText("You listen with Premium now").waitFor();
  await guest.page.goto("/account/family");
  await guest.page.getByRole("button", { name: "Leave the family" }).click();
  await dialog(guest.page).getByRole("button", { name: "Leave the family" }).click();
  await guest.page.getByText("With the Family plan, up to six people").waitFor();
  await guest.page.context().close();
  await page.context().close();
});

test("a failed payment is said plainly, with what to do and until when", async () => {
  const billing: Billing = {
    available: true,
    offers: [
      { plan: "premium", amount: 999, currency: "eur" },
      { plan: "family", amount: 1599, currency: "eur" },
    ],
    account_plan: "premium",
    subscription: {
      plan: "premium",
      status: "past_due",
      period_ends_at: "2026-06-01T00:00:00.000Z",
      cancels_at_period_end: false,
      grace_until: "2026-06-08T12:00:00.000Z",
    },
  };
  const { page } = await sitDown("/account");
  await answer(page, "/billing", billing);
  await page.goto("/account/plan");
  await page.getByRole("alert").getByText("You keep Premium until June 8, 2026").waitFor();
  // A second subscription would be a second bill.
  expect(await page.getByRole("button", { name: /^Get / }).count()).toBe(0);
  await page.context().close();
});

test("what an app may do is told in sentences, and is withdrawn after a question", async () => {
  const { page } = await sitDown("/account");
  const client = { id: "some-app", name: "Some app", description: "", website: "https://app.example/", first_party: false };
  let consents: ConsentList["consents"] = [{ client, scope: ["streaming"], granted_at: "2026-05-01T10:00:00.000Z" }];
  await page.route("**/accounts/v1/consents", (route) => route.fulfill({ json: { consents } }));
  await page.route("**/accounts/v1/consents/some-app", (route) => {
    consents = [];
    return route.fulfill({ status: 204 });
  });
  await page.goto("/account/connections");
  await page.getByText("play music in your name").waitFor();
  await page.getByRole("button", { name: "Withdraw access from Some app" }).click();
  await dialog(page).getByRole("button", { name: "Withdraw access" }).click();
  await page.getByText("No app has access to your account").waitFor();
  await page.context().close();
});

test("an admin gives a role and reads that it was given", async () => {
  const { page, person: admin } = await sitDown("/account/admin", { roles: ["admin"] });
  await page.getByLabel("E-mail address").fill("nobody@mail.example");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("There is no account with this address").waitFor();
  await answer(page, "/admin/accounts?*", {
    accounts: [
      { id: admin.accountId, email: admin.email, display_name: "Me", roles: ["listener", "admin"], created_at: new Date().toISOString() },
    ],
  });
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("checkbox", { name: "Moderator" }).check();
  await page.getByRole("button", { name: "Save the roles" }).click();
  await page.getByRole("cell", { name: /role/ }).first().waitFor();
  await page.getByRole("checkbox", { name: "Admin" }).uncheck();
  await page.getByRole("button", { name: "Save the roles" }).click();
  await page.getByText("Nobody takes away their own admin role").first().waitFor();
  await page.context().close();
});

const places = ["", "/profile", "/security", "/sessions", "/plan", "/family", "/connections", "/developer", "/admin"];

const billing: Billing = {
  available: true,
  offers: [
    { plan: "premium", amount: 999, currency: "eur" },
    { plan: "family", amount: 1599, currency: "eur" },
  ],
  account_plan: "family",
  subscription: {
    plan: "family",
    status: "active",
    period_ends_at: "2026-06-01T00:00:00.000Z",
    cancels_at_period_end: true,
    grace_until: null,
  },
};
const invoices: InvoiceList = {
  invoices: [
    {
      id: "1",
      number: "N-1",
      status: "paid",
      amount: 1599,
      currency: "eur",
      issued_at: "2026-05-01T00:00:00.000Z",
      url: "https://bill.example/1",
    },
  ],
};
const family: Family = {
  role: "owner",
  members: [
    { id: "1", display_name: "Ada", owner: true, joined_at: "2026-05-01T00:00:00.000Z" },
    { id: "2", display_name: "Bea", owner: false, joined_at: "2026-05-02T00:00:00.000Z" },
  ],
  places: 4,
};

test.each([
  ["on a desk, light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
  ["on a phone, dark, in Arabic", { viewport: { width: 390, height: 844 }, colorScheme: "dark", locale: "ar" }],
] as const)("axe finds nothing, and nothing is wider than the window: %s", async (_name, options) => {
  const { page, complaints } = await sitDown("/account", { roles: ["admin"] }, options);
  await answer(page, "/billing", billing);
  await answer(page, "/billing/invoices", invoices);
  await answer(page, "/family", family);
  const findings: string[] = [];
  for (const place of [...places.map((each) => `/account${each}`), "/family/join?ticket=aaaaaaaaaaaaaaaaaaaaaaaa"]) {
    await page.goto(place);
    await page.locator("main h1").waitFor();
    await page.waitForFunction(() => !document.querySelector(".skeleton"));
    findings.push(...(await axeFindings(page)).map((finding) => `${place}: ${finding}`));
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (tooWide) findings.push(`${place} is wider than the window`);
  }
  expect(findings).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});
