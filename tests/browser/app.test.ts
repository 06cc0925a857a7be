import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../tools/support/paths.ts";
import { workers } from "../../tools/workers.ts";
import { servicePaths } from "../../web/app/offline/servicePaths.ts";
import { axeFindings, startAppStage, visit, type AppStage } from "./app-stage.ts";

let stage: AppStage;
beforeAll(async () => {
  stage = await startAppStage();
});
afterAll(() => stage.stop());

const bar = (page: Page) => page.getByRole("region", { name: "Player" });
const playingTitle = (page: Page) => page.locator(".bar-title").textContent();

async function plays(page: Page, title: string): Promise<void> {
  await page.locator(".bar-title", { hasText: title }).waitFor();
  await bar(page).getByRole("button", { name: "Pause" }).waitFor();
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>(".seek-slider")?.value) > 0.3);
}

async function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
}

/** Presses Tab until what has the focus is named so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed++) {
    await page.keyboard.press("Tab");
    if ((await focusedName(page)).trim() === name) return;
  }
  throw new Error(`no way by Tab to “${name}”`);
}

test("from home to sound, to the next track and back, by keyboard alone", async () => {
  // With motion: pages cross-fade here, and must not get into one another's way.
  const { page, context, complaints } = await visit(stage, "/", { reducedMotion: "no-preference" });
  await page.getByRole("heading", { name: "New releases" }).waitFor();
  await tabTo(page, "Near");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Near", level: 1 }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "main");
  await page.locator("output", { hasText: "Near" }).first().waitFor({ state: "attached" });
  await tabTo(page, "Play Alpha");
  await page.keyboard.press("Enter");
  await plays(page, "Alpha");
  await page.keyboard.press("n");
  await plays(page, "Beta");
  await page.keyboard.press("k");
  await bar(page).getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.keyboard.press("k");
  await page.keyboard.press("l");
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>(".seek-slider")?.value) > 9);
  await page.keyboard.press("m");
  await bar(page).getByRole("button", { name: "Unmute" }).waitFor();
  expect(await page.title()).toContain("Beta");
  expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe("Beta");
  expect(complaints).toEqual([]);
  await context.close();
});

test("dialogs take the focus, close on Escape and give it back", async () => {
  const { page, context } = await visit(stage, `/album/${stage.near.id}`);
  await page.getByRole("button", { name: "Play Near" }).or(page.locator("main .button.primary")).first().click();
  await plays(page, "Alpha");
  const opener = bar(page).getByRole("button", { name: "Open now playing" }).last();
  await opener.press("Enter");
  const sheet = page.getByRole("dialog", { name: "Now playing" });
  await sheet.waitFor();
  await sheet.getByRole("slider", { name: "Position" }).focus();
  await page.keyboard.press("PageUp");
  await page.waitForFunction(() => document.querySelector(".wave-slider")?.getAttribute("aria-valuetext")?.startsWith("2") ?? false);
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  expect(await focusedName(page)).toBe("Open now playing");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await opener.click();
  await sheet.waitFor();
  await page.goBack();
  await sheet.waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe(`/album/${stage.near.id}`);
  await context.close();
});

test("the space bar pauses after a press by pointer, and presses what the keyboard came to", async () => {
  const { page, context } = await visit(stage, `/album/${stage.near.id}`);
  await page.locator("main .button.primary").click();
  await plays(page, "Alpha");
  await bar(page).getByRole("button", { name: "Next" }).click();
  await plays(page, "Beta");
  await page.keyboard.press("Space");
  await bar(page).getByRole("button", { name: "Play", exact: true }).waitFor();
  expect(await playingTitle(page)).toBe("Beta");
  await tabTo(page, "Repeat: off");
  await page.keyboard.press("Space");
  await bar(page).getByRole("button", { name: "Repeat: the queue" }).waitFor();
  await context.close();
});

test("an address of a track shows it on its album and plays it in one press; leave to play is asked for before", async () => {
  const { page, context } = await visit(stage, `/track/${stage.near.tracks[2]?.id}`);
  await page.locator(".track-row.highlighted", { hasText: "Gamma" }).waitFor();
  const granted = await page.evaluate(
    () => performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith("/grants")).length,
  );
  expect(granted).toBe(1);
  await page.getByRole("button", { name: "Play Gamma" }).first().click();
  await plays(page, "Gamma");
  await page.keyboard.press("p");
  await plays(page, "Beta");
  await context.close();
});

test("what can't be played says why and has nothing to press", async () => {
  const { page, context } = await visit(stage, `/album/${stage.far.id}`);
  const row = page.locator(".track-row", { hasText: "Zeta" });
  await row.getByText("can't be played where you are").waitFor();
  expect(await page.getByRole("button", { name: "Play Zeta" }).count()).toBe(0);
  await page.getByRole("heading", { name: "Disc 2" }).waitFor();
  await page.goto(`/album/${stage.later.id}`);
  await page.getByText("None of these tracks can be played here.").waitFor();
  await context.close();
});

describe("the queue", () => {
  const order = (page: Page) => page.locator(".queue-page .queue-row .row-title").allTextContents();

  async function openQueue() {
    const opened = await visit(stage, `/album/${stage.near.id}`, { viewport: { width: 1000, height: 900 } });
    await opened.page.locator("main .button.primary").click();
    await plays(opened.page, "Alpha");
    await opened.page.keyboard.press("q");
    await opened.page.getByRole("heading", { name: "Queue", level: 1 }).waitFor();
    await opened.page.locator(".queue-row").nth(3).waitFor();
    return opened;
  }

  test("is put in order by arrow keys, the focus staying with what moves", async () => {
    const { page, context } = await openQueue();
    await page.getByRole("button", { name: "Move Beta", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => order(page)).toEqual(["Alpha", "Gamma", "Beta", "Delta"]);
    expect(await focusedName(page)).toBe("Move Beta");
    await page.locator("output", { hasText: "Beta: place 2 of 3" }).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => order(page)).toEqual(["Alpha", "Beta", "Gamma", "Delta"]);
    await context.close();
  });

  test("is put in order by dragging", async () => {
    const { page, context } = await openQueue();
    const from = await page.getByRole("button", { name: "Move Delta", exact: true }).boundingBox();
    const to = await page.getByRole("button", { name: "Move Beta", exact: true }).boundingBox();
    if (!from || !to) throw new Error("no grips");
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 30, { steps: 4 });
    await page.mouse.move(to.x + 10, to.y + 8, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => order(page)).toEqual(["Alpha", "Delta", "Beta", "Gamma"]);
    await context.close();
  });

  test("loses what is removed, and all that is next when cleared; what plays plays on", async () => {
    const { page, context } = await openQueue();
    await page.getByRole("button", { name: "Remove Gamma" }).click();
    await expect.poll(() => order(page)).toEqual(["Alpha", "Beta", "Delta"]);
    expect(await focusedName(page)).toBe("Remove Delta");
    await page.getByRole("button", { name: "Clear what is next" }).click();
    await expect.poll(() => order(page)).toEqual(["Alpha"]);
    expect(await playingTitle(page)).toBe("Alpha");
    await bar(page).getByRole("button", { name: "Pause" }).waitFor();
    await context.close();
  });
});

test("in a right-to-left language the page is mirrored and the timeline is not", async () => {
  const { page, context } = await visit(stage, `/album/${stage.near.id}`, { locale: "ar" });
  await page.locator("main .button.primary").click();
  await page.locator(".bar-title", { hasText: "Alpha" }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(["ar", "rtl"]);
  const middle = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    return box ? box.x + box.width / 2 : Number.NaN;
  };
  expect(await middle(".rail")).toBeGreaterThan(await middle("main"));
  expect(await middle(".bar-cover")).toBeGreaterThan(await middle(".bar-extras"));
  expect(await middle(".transport-previous")).toBeLessThan(await middle(".transport-next"));
  await context.close();
});

test("language, theme and volume are kept for the next visit", async () => {
  const { page, context } = await visit(stage, "/settings");
  await page.getByText("Deutsch").click();
  await page.getByRole("heading", { name: "Einstellungen", level: 1 }).waitFor();
  await page.getByText("Dunkel").click();
  await page.reload();
  await page.getByRole("heading", { name: "Einstellungen", level: 1 }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset["theme"]])).toEqual(["de", "dark"]);
  await context.close();
});

test("going back returns to the place in the list", async () => {
  const { page, context } = await visit(stage, "/", { viewport: { width: 390, height: 500 } });
  await page.getByRole("link", { name: "Far", exact: true }).waitFor();
  await page.evaluate(() => scrollTo(0, 400));
  const far = page.getByRole("link", { name: "Far", exact: true });
  // Pressing scrolls it into view first, as a hand would.
  await far.scrollIntoViewIfNeeded();
  await far.focus();
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Far", level: 1 }).waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeCloseTo(before, -1);
  await context.close();
});

test("a document that fails says so and is fetched on the next try", async () => {
  const { page, context } = await visit(stage, "/settings");
  await page.route("**/v1/albums/*", (route) => route.fulfill({ status: 500, json: { error: { request_id: "r-1" } } }));
  await page.goto(`/album/${stage.near.id}`);
  await page.getByRole("alert").getByText("Reference: r-1").waitFor();
  await page.unroute("**/v1/albums/*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Near", level: 1 }).waitFor();
  await context.close();
});

test("without a network the app opens, says so, and comes back by itself", async () => {
  const { page, context } = await visit(stage, "/");
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.goto(`/album/${stage.near.id}`);
  await page.getByRole("heading", { name: "You are offline" }).waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.goBack();
  await context.setOffline(false);
  await page.getByRole("heading", { name: "Near", level: 1 }).waitFor();
  await context.close();
});

describe.each([
  { scheme: "light", locale: "en", width: 1280 },
  { scheme: "dark", locale: "de", width: 1280 },
  { scheme: "dark", locale: "ar", width: 390 },
] as const)("axe finds nothing, $scheme, $locale, $width wide", ({ scheme, locale, width }) => {
  test("on any page, nor in what opens over it", async () => {
    const { page, context, complaints } = await visit(stage, "/", { colorScheme: scheme, locale, viewport: { width, height: 844 } });
    const { near, far } = stage;
    const artist = await page.locator(".card-detail a, .just-in .artists a").first().getAttribute("href");
    const paths = [
      "/",
      "/albums",
      "/artists",
      `/album/${far.id}`,
      `/track/${near.tracks[1]?.id}`,
      artist ?? "",
      "/queue",
      "/settings",
      "/legal/imprint",
      "/nowhere",
    ];
    const found: string[] = [];
    const look = async (what: string) => found.push(...(await axeFindings(page)).map((finding) => `${what}: ${finding}`));
    for (const path of paths) {
      await page.goto(path);
      await page.locator("h1").first().waitFor({ state: "attached" });
      await page.waitForFunction(() => !document.querySelector(".skeleton"));
      await look(path);
    }
    await page.goto(`/album/${near.id}`);
    await page.locator("main .button.primary").click();
    await page.locator(".bar-title", { hasText: "Alpha" }).waitFor();
    await look("the player");
    await page.locator(".row-menu button").first().click();
    await look("a menu");
    await page.keyboard.press("Escape");
    await page.locator(".bar-cover").click();
    await page.locator(".now-playing .wave-played").waitFor();
    await look("now playing");
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test("what is fetched before the first paint is at most 60 kB of script, compressed", () => {
  const dist = join(root, "web/dist");
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => join(dist, path ?? ""));
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.every((path) => existsSync(path))).toBe(true);
  const size = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
  console.log(`first paint: ${size} bytes of script in ${scripts.length} files`);
  expect(size).toBeLessThanOrEqual(60_000);
});

test("the page is named by the operator's configuration, and can be installed", async () => {
  const { page, context } = await visit(stage, "/");
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=manifest]");
    return (await (await fetch(link?.href ?? "")).json()) as { name: string; icons: { src: string }[] };
  });
  expect(manifest.name).toBe("Nearfield");
  for (const { src } of manifest.icons) expect((await page.request.get(src)).status()).toBe(200);
  const policy = (await page.request.get("/")).headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("unsafe-inline");
  await context.close();
});

test("the service worker leaves to the service what is the service's", () => {
  const paths = workers.flatMap((worker) => worker.paths).map((pattern) => pattern.replace("*", "anything"));
  expect(paths.filter((path) => !servicePaths.test(path))).toEqual([]);
  expect(["/", "/account/plan", "/activate", "/albums", "/consent"].filter((path) => servicePaths.test(path))).toEqual([]);
});
