/**
 * A browser that was told it may be called: chosen while no page of it is open, it shows a notification, and plays. The browser's own
 * push service is not reached here: a subscription stands in for its, and what it would deliver is handed to the service worker.
 */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopes } from "../../domain/access.ts";
import { uriOf } from "../../domain/ids.ts";
import { ConnectSocket, deviceNamed } from "../support/connect-socket.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { axeFindings, startAppStage, type AppStage } from "./app-stage.ts";

let stage: AppStage;
let people: People;
beforeAll(async () => {
  stage = await startAppStage();
  people = await openPeople(stage.service);
});
afterAll(() => stage.stop());

const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 20_000 });

/** A subscription as the browser would have got it, if it could reach its push service. */
const subscription = `
  const settings = { applicationServerKey: null };
  const kept = () => JSON.parse(localStorage.getItem("test.subscribed"));
  const keyOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;
  const made = (key) => ({
    options: { applicationServerKey: keyOf(key) },
    toJSON: () => ({ endpoint: "https://fcm.googleapis.com/x", keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) } }),
    unsubscribe: async () => (localStorage.removeItem("test.subscribed"), true),
  });
  PushManager.prototype.getSubscription = async () => (kept() ? made(kept()) : null);
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new Error("every message is shown");
    localStorage.setItem("test.subscribed", JSON.stringify(applicationServerKey));
    return made(applicationServerKey);
  };`;

async function openBrowser(who: Person, locale: string, { notifies = true } = {}): Promise<BrowserContext> {
  const { url } = stage.service;
  const context = await stage.browser.newContext({ locale, viewport: { width: 1280, height: 800 }, baseURL: url, reducedMotion: "reduce" });
  if (notifies) await context.grantPermissions(["notifications"], { origin: url });
  await context.addInitScript(subscription);
  const [name = "", value = ""] = who.cookie.split("=");
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Lax" }]);
  return context;
}

/** What the push service would hand to the service worker, were it reached. */
async function deliver(context: BrowserContext, data: unknown): Promise<void> {
  const page = await context.newPage();
  // A document of the same origin that is no page of the player's.
  await page.goto("/icon.svg");
  const tools = await context.newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    tools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    });
  });
  await tools.send("ServiceWorker.enable");
  const parameters = { origin: stage.service.url, registrationId: await found, data: JSON.stringify(data) };
  await tools.send("ServiceWorker.deliverPushMessage", parameters);
  await page.close();
}

/** The notifications that stand there. */
function shownIn(context: BrowserContext): Promise<string[]> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error("there is no service worker");
  return worker.evaluate(async () => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration };
    return (await scope.registration.getNotifications()).map(({ title, body }) => `${title} ${body}`);
  });
}

const bar = (page: Page) => page.locator(".player-bar");
const panel = (page: Page) => page.locator(".device-panel");
const open = (page: Page) => bar(page).locator(".device-button").click();

function phoneOf(who: Person, name: string): Promise<ConnectSocket> {
  const headers = { authorization: `Bearer ${who.token}` };
  const description = { name, kind: "smartphone" } as const;
  return ConnectSocket.open({ url: stage.service.url, device: deviceNamed("the-phone-of-the-test", description), headers });
}

test("a browser is told that it may be called, is chosen while it is closed, asks, and plays", { timeout: 120_000 }, async () => {
  const ada = await people.make({ scope: scopes.join(" "), plan: "premium" });
  const phone = await phoneOf(ada, "Phone");
  await phone.do({ type: "play", uris: stage.near.tracks.map(({ id }) => uriOf("track", id)) });
  const context = await openBrowser(ada, "en-GB");
  const page = await context.newPage();
  await page.goto("/");
  await open(page);
  const wakes = panel(page).getByRole("switch", { name: "Wake this browser when I choose it" });
  expect(await wakes.isChecked()).toBe(false);
  await wakes.click();
  const { devices = [] } = await phone.holds(({ devices }) => devices?.some(({ wakeable }) => wakeable), "a device that can be called");
  const browser = devices.find(({ wakeable }) => wakeable);
  expect(browser).toMatchObject({ online: true, kind: "computer" });
  expect(await wakes.isChecked()).toBe(true);
  expect(await axeFindings(page)).toEqual([]);

  await page.close();
  await phone.holds(({ devices }) => devices?.some(({ wakeable, online }) => wakeable && !online), "its sleep");
  const elsewhere = await openBrowser(ada, "en-GB", { notifies: false });
  const desk = await elsewhere.newPage();
  await desk.goto("/");
  await open(desk);
  // A browser that shows no notifications stays as it is, and says why.
  const denied = panel(desk).getByRole("switch", { name: "Wake this browser when I choose it" });
  await denied.click();
  await panel(desk).getByText("Your browser shows no notifications of this page.").waitFor();
  await eventually(() => denied.isChecked()).toBe(false);
  await panel(desk).getByRole("button", { name: "Chrome (Linux) Asleep. Choose it to wake it" }).click();
  await panel(desk).getByText("Waking it up …").waitFor();
  await phone.holds(({ state }) => state?.transfer?.to === browser?.id && state?.active === phone.device, "the call");
  await deliver(context, { v: 1, t: "wake", from: "Phone", uri: null });
  await eventually(() => shownIn(context)).toEqual(["Play here? Phone wants to continue on this browser."]);

  // What a press on it opens.
  const called = await context.newPage();
  await called.goto("/?wake");
  // It was no press in this window, and the browser lets it sound only after one. (Looking for the button would count as one.)
  await phone.holds(({ state }) => state?.transfer === null, "its refusal");
  await called.getByRole("button", { name: "Play here", exact: true }).click();
  await phone.holds(({ state }) => state?.active === browser?.id && state?.playing, "the music in the browser");
  expect(new URL(called.url()).search).toBe("");
  await elsewhere.close();
  await context.close();
  phone.leave();
});

test(
  "a page that is open takes the call of one that is not, in its own language; and where somebody logged out nobody is called",
  { timeout: 120_000 },
  async () => {
    const ben = await people.make({ scope: scopes.join(" "), plan: "premium" });
    const phone = await phoneOf(ben, "Handy");
    await phone.do({ type: "play", uris: stage.near.tracks.map(({ id }) => uriOf("track", id)) });
    await phone.do({ type: "pause" });
    const context = await openBrowser(ben, "de");
    const page = await context.newPage();
    await page.goto("/");
    await open(page);
    await panel(page).getByRole("switch", { name: "Diesen Browser wecken, wenn ich ihn wähle" }).click();
    await phone.holds(({ devices }) => devices?.some(({ wakeable }) => wakeable), "a device that can be called");
    await deliver(context, { v: 1, t: "wake", from: "Handy", uri: null });
    await eventually(() => shownIn(context)).toEqual(["Hier abspielen? Handy möchte in diesem Browser weiterspielen."]);
    const [worker] = context.serviceWorkers();
    await worker?.evaluate(async () => {
      // Types of a service worker's world are not those of Node's.
      type Press = new (type: string, of: { notification: unknown }) => Event;
      const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; NotificationEvent: Press } & EventTarget;
      const [notification] = await scope.registration.getNotifications();
      if (notification) scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
    });
    await phone.holds(({ state }) => state?.active !== null && state?.active !== phone.device, "the music in the page");
    expect(await shownIn(context)).toEqual([]);
    const subscribed = () => page.evaluate(() => localStorage.getItem("test.subscribed"));
    expect(await subscribed()).not.toBeNull();
    await page.keyboard.press("Escape");
    await page.locator(".account-corner button").click();
    await page.getByRole("menuitem", { name: "Abmelden" }).click();
    await eventually(subscribed).toBeNull();
    await context.close();
    phone.leave();
  },
);
