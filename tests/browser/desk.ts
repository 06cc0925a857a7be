/** A listener's window of the player whose sound is heard, and what one looks for in it. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { tapSound } from "../support/listen.ts";
import type { AppStage } from "./app-stage.ts";

export const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 20_000 });
/** What is to happen by itself. */
export const within5s = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 5000, interval: 50 });

export type Desk = { page: Page; complaints: string[]; leave: () => Promise<void> };

/** @param cookie of who sits there, `name=value` */
export async function sitDown(
  stage: AppStage,
  cookie: string,
  path: string,
  { browser = stage.browser, ...options }: BrowserContextOptions & { browser?: Browser } = {},
): Promise<Desk> {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    baseURL: stage.service.url,
    bypassCSP: true,
    ...options,
  });
  await tapSound(context);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: stage.service.url, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(path);
  return { page, complaints, leave: () => context.close() };
}

export const bar = (page: Page) => page.locator(".player-bar");
export const title = (page: Page) => bar(page).locator(".bar-title").textContent();
export const strip = (page: Page) => bar(page).locator(".playing-on");
export const button = (page: Page, name: string) => bar(page).getByRole("button", { name, exact: true });
/** Seconds that the page shows. */
export const shown = async (page: Page) => Number(await bar(page).locator("input.seek-slider").inputValue());

/** Without forgetting what was heard before. */
export async function isLoud(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const bytes = Uint8Array.from(atob(globalThis.heard.take()), (character) => character.charCodeAt(0));
    return new Float32Array(bytes.buffer).some((sample) => sample !== 0);
  });
}

/** Listens for a moment: from a page that is silent nothing comes, not even silence. */
export async function isSounding(page: Page): Promise<boolean> {
  await page.evaluate(() => globalThis.heard.clear());
  await page.waitForTimeout(300);
  return isLoud(page);
}

export async function playOn(page: Page, device: string): Promise<void> {
  await bar(page).locator(".device-button").click();
  await page.locator(".device-panel").getByRole("button", { name: device }).click();
  await page.keyboard.press("Escape");
}
