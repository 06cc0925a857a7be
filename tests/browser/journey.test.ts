/** One listener's journey through the real service: composed masters, the real ingest, the built player, the sound that comes out. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ingest } from "../../r2-ingest/index.ts";
import { composeDemo } from "../../tools/demo/index.ts";
import { buildPlayer } from "../../tools/start/build.ts";
import { launchChromium } from "../support/chromium.ts";
import { locate } from "../support/correlate.ts";
import { heardRate, listen, peakOf, tapSound } from "../support/listen.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";
import { readLeftChannel } from "../support/wav.ts";

/** An album that flows without a gap. */
const slug = "tidewater-line";
/** A stretch to look for in the master. */
const stretch = Math.round(0.12 * heardRate);

let folder: string;
let service: TestService;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let album: { id: string; tracks: { id: string; name: string }[] };
/** The tracks' masters, in order, and where each begins when they are laid end to end. */
let master: Float32Array;
let starts: number[];

beforeAll(async () => {
  await buildPlayer();
  folder = mkdtempSync(join(tmpdir(), "nearfield-journey-"));
  const [release = ""] = await composeDemo(join(folder, "masters"), { only: [slug] });
  service = await startService();
  const key = service.secrets.ingest_key;
  const summary = await ingest({
    folders: [release],
    server: service.url,
    key,
    cacheDir: join(folder, "cache"),
    tiers: ["aac-128", "opus-24"],
  });
  expect(summary.refused).toEqual([]);
  album = await readAlbum(summary.releases[0]?.albumId ?? "");
  const wavs = readdirSync(release)
    .filter((name) => name.endsWith(".wav"))
    .toSorted();
  const channels = wavs.map((name) => readLeftChannel(join(release, name)));
  starts = channels.map((_, index) => channels.slice(0, index).reduce((sum, channel) => sum + channel.length, 0));
  master = Float32Array.from(channels.flatMap((channel) => Array.from(channel)));
  browser = await launchChromium({ autoplay: "gesture" });
  context = await browser.newContext({ baseURL: service.url, bypassCSP: true, locale: "en-GB", viewport: { width: 1280, height: 800 } });
  await tapSound(context);
  page = await context.newPage();
}, 180_000);

afterAll(async () => {
  await browser.close();
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function readAlbum(id: string): Promise<typeof album> {
  return waitFor(async () => {
    const { albums } = (await (await service.api("/v1/browse/new-releases")).json()) as { albums: { items: { id: string }[] } };
    if (!albums.items.some((item) => item.id === id)) return undefined;
    const body = (await (await service.api(`/v1/albums/${id}`)).json()) as {
      id: string;
      tracks: { items: { id: string; name: string }[] };
    };
    return { id: body.id, tracks: body.tracks.items };
  }, "the album among the new releases");
}

/**
 * Where in the whole album what was heard comes from: the first stretch that is like the master. A busy machine may drop a buffer on
 * the way to the tap; it does not drop them all.
 */
function placeOf(heard: Float32Array, from: number, to: number): { second: number; offset: number; at: number; correlation: number } {
  let best = { offset: 0, at: 0, correlation: -1 };
  for (let at = 0; at + stretch <= heard.length && best.correlation < 0.95; at += 2 * stretch) {
    const part = heard.subarray(at, at + stretch);
    if (peakOf(part) < 0.003) continue;
    const found = locate(part, master, from, to);
    if (found.correlation > best.correlation) best = { ...found, at };
  }
  return { ...best, second: best.offset / heardRate };
}

const secondsOf = (sample: number): number => sample / heardRate;
const shownPosition = () => page.evaluate(() => Number(document.querySelector<HTMLInputElement>(".seek-slider")?.value));

/** Moves the timeline as a person does, by its slider. */
async function seekTo(second: number): Promise<void> {
  await page
    .locator(".seek-slider")
    .first()
    .evaluate((slider, value) => {
      if (!(slider instanceof HTMLInputElement)) return;
      slider.value = String(value);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
    }, second);
}

/** Lets it play for so long and hears it; then holds it, so that looking for the place takes no music. */
async function hear(seconds: number): Promise<Float32Array> {
  const pause = page.getByRole("region", { name: "Player" }).getByRole("button", { name: "Pause" });
  if ((await pause.count()) === 0) await page.keyboard.press("k");
  await pause.waitFor();
  const heard = await listen(page, seconds);
  await page.keyboard.press("k");
  await pause.waitFor({ state: "detached" });
  return heard;
}

test("the page opens, one press, and what sounds is the master", async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "Tidewater Line" }).first().click();
  await page.getByRole("heading", { name: "Tidewater Line", level: 1 }).waitFor();
  await page.locator("main .button.primary").first().click();
  const heard = await hear(2);
  const place = placeOf(heard, 0, 5 * heardRate);
  expect(place.correlation).toBeGreaterThan(0.9);
});

test("pause is silence, and resuming goes on from the same place", async () => {
  const before = await shownPosition();
  await expect.poll(async () => peakOf(await listen(page, 0.3))).toBe(0);
  const place = placeOf(await hear(1.2), Math.max(0, Math.round((before - 1) * heardRate)), Math.round((before + 3) * heardRate));
  expect(place.correlation).toBeGreaterThan(0.9);
  expect(place.second - secondsOf(place.at)).toBeGreaterThan(before - 0.6);
  expect(place.second - secondsOf(place.at)).toBeLessThan(before + 1.6);
});

test.each([0.7, 0.25, 0.5])("a seek to %f of the track sounds from there", async (fraction) => {
  const second = secondsOf(starts[1] ?? 0) * fraction;
  await seekTo(second);
  const place = placeOf(await hear(1.5), Math.round((second - 0.5) * heardRate), Math.round((second + 2.5) * heardRate));
  expect(place.correlation).toBeGreaterThan(0.9);
  expect(place.second).toBeGreaterThan(second - 0.1);
});

test("next is the next track", async () => {
  await page.keyboard.press("n");
  await page.locator(".bar-title", { hasText: album.tracks[1]?.name ?? "" }).waitFor();
  const place = placeOf(await hear(2), (starts[1] ?? 0) - heardRate, (starts[1] ?? 0) + 4 * heardRate);
  expect(place.correlation).toBeGreaterThan(0.9);
});

test("the album's join shifts by no sample", async () => {
  const join = starts[2] ?? 0;
  await seekTo(secondsOf(join - (starts[1] ?? 0)) - 3);
  const heard = await hear(6);
  const before = locate(heard.subarray(heardRate, heardRate + stretch), master, join - Math.round(2.6 * heardRate), join - heardRate);
  const late = Math.round(4.6 * heardRate);
  const after = locate(heard.subarray(late, late + stretch), master, join + Math.round(0.8 * heardRate), join + 3 * heardRate);
  expect(Math.min(before.correlation, after.correlation)).toBeGreaterThan(0.9);
  expect(after.offset - before.offset).toBe(late - heardRate);
  await page.locator(".bar-title", { hasText: album.tracks[2]?.name ?? "" }).waitFor();
});

test("without a network the track plays on, and with one the next follows", async () => {
  await context.setOffline(true);
  await page.keyboard.press("k");
  expect(peakOf(await listen(page, 2))).toBeGreaterThan(0.005);
  await context.setOffline(false);
  await page.keyboard.press("n");
  await page.locator(".bar-title", { hasText: album.tracks[3]?.name ?? "" }).waitFor();
  const place = placeOf(await hear(2.5), (starts[3] ?? 0) - heardRate, (starts[3] ?? 0) + 5 * heardRate);
  expect(place.correlation).toBeGreaterThan(0.9);
});

test("a grant that expires in the middle is renewed, and nobody hears it", async () => {
  let refused = 0;
  await page.route("**/media/**", async (route) => {
    if (refused++ > 0) return route.continue();
    return route.fulfill({
      status: 401,
      contentType: "application/json",
      body: JSON.stringify({ error: { status: 401, message: "", reason: "grant_expired" } }),
    });
  });
  await page.keyboard.press("n");
  await page.locator(".bar-title", { hasText: album.tracks[4]?.name ?? "" }).waitFor();
  const place = placeOf(await hear(2.5), (starts[4] ?? 0) - heardRate, (starts[4] ?? 0) + 5 * heardRate);
  expect(place.correlation).toBeGreaterThan(0.9);
  await page.unroute("**/media/**");
});

test("on a network too slow for its quality it plays on in a lower one, and says so", async () => {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 80,
    downloadThroughput: 9_000,
    uploadThroughput: 9_000,
  });
  await page.reload();
  await page.locator("main .button.primary").first().click({ timeout: 60_000 });
  expect(peakOf(await listen(page, 2))).toBeGreaterThan(0.001);
  await page.waitForFunction(
    () => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith("/opus-24.mp4")),
    undefined,
    { timeout: 60_000 },
  );
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
});
