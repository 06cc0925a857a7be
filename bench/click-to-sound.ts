/**
 * From the pointer event to the first audible sample, beside the bare audio element on the same rendition in the same run:
 * (a) the head is held, (b) the grant is held, (c) the token is held. Milliseconds, p50 and p95.
 *
 *     node bench/click-to-sound.ts [trials, 30] [URL of a running service and the id of a track in it]
 */
import type { Browser, CDPSession, Page } from "playwright-core";
import { bundlePage } from "../tests/support/bundle-page.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { MediaStandIn } from "../tests/support/media-stand-in.ts";
import { composeMaster, encodeMaster } from "../tests/support/test-music.ts";
import type { Contender, SoundPage, Warmth } from "./support/sound-page.ts";
import { percentile } from "./support/statistics.ts";

declare const soundPage: SoundPage;

type Network = { delay: number; megabits: number; slowdown: number };
type Subject = { url: string; trackId: string; stop: () => Promise<void> };

const [trials = "30", url, trackId] = process.argv.slice(2);
const rooms: { warmth: Warmth; name: string }[] = [
  { warmth: "head", name: "(a) head held" },
  { warmth: "grant", name: "(b) grant held" },
  { warmth: "token", name: "(c) token held" },
];
const networks: Network[] = [5, 50, 150].map((delay) => ({ delay, megabits: 8, slowdown: 1 }));
const worst: Network = { delay: 150, megabits: 1.6, slowdown: 4 };

async function subject(): Promise<Subject> {
  if (url && trackId) return { url, trackId, stop: async () => {} };
  const tracks = [{ id: "music", albumId: "album", recording: encodeMaster(composeMaster(3, 60), ["aac-128", "aac-256"]) }];
  const standIn = new MediaStandIn(tracks, { html: "", script: "" });
  return { url: await standIn.start(), trackId: "music", stop: () => standIn.stop() };
}

/** The measuring page is put under the service's own origin. */
async function openPage(browser: Browser, origin: string): Promise<{ page: Page; cdp: CDPSession }> {
  const { html, script } = await bundlePage(new URL("./support/sound-page.ts", import.meta.url).pathname);
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.route("**/bench-click-to-sound", (route) =>
    route.fulfill({ contentType: "text/html", body: html.replace("/page.js", "/bench-page.js") }),
  );
  await page.route("**/bench-page.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
  await page.goto(`${origin}/bench-click-to-sound`);
  await page.waitForFunction("globalThis.soundPage !== undefined");
  await page.unroute("**/bench-click-to-sound");
  await page.unroute("**/bench-page.js");
  await page.evaluate(() => soundPage.start());
  return { page, cdp: await context.newCDPSession(page) };
}

async function emulate(cdp: CDPSession, { delay, megabits, slowdown }: Network): Promise<void> {
  const bytesPerSecond = (megabits * 1e6) / 8;
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: delay,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

async function press(page: Page, contender: Contender, track: string, warmth: Warmth): Promise<number> {
  await page.evaluate(([who, id, held]) => soundPage.prepare(who, id, held), [contender, track, warmth] as const);
  await page.mouse.down();
  await page.mouse.up();
  return page.evaluate(() => soundPage.result());
}

function figures(values: readonly number[]): string {
  return `${percentile(values, 0.5).toFixed(0).padStart(5)} ${percentile(values, 0.95).toFixed(0).padStart(5)}`;
}

async function compare(page: Page, track: string, { warmth, name }: (typeof rooms)[number], network: Network): Promise<void> {
  const taken: Record<Contender, number[]> = { engine: [], element: [] };
  // In turn, so that a slow moment of the machine falls on both.
  for (let trial = 0; trial <= Number(trials); trial++) {
    for (const contender of ["engine", "element"] as const) {
      const milliseconds = await press(page, contender, track, warmth);
      if (trial > 0) taken[contender].push(milliseconds);
    }
  }
  const conditions = `${network.delay} ms, ${network.megabits} Mbit/s${network.slowdown > 1 ? `, CPU ÷ ${network.slowdown}` : ""}`;
  console.log(`${name.padEnd(16)} ${conditions.padEnd(32)} ${figures(taken.engine)}   ${figures(taken.element)}`);
}

const service = await subject();
const browser = await launchChromium();
try {
  const { page, cdp } = await openPage(browser, service.url);
  const box = await page.locator("button").boundingBox();
  await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
  await cdp.send("Network.enable");
  console.log(`${" ".repeat(49)}    engine       element   (p50 p95, ms, of ${trials})`);
  for (const network of networks) {
    await emulate(cdp, network);
    for (const room of rooms) await compare(page, service.trackId, room, network);
  }
  await emulate(cdp, worst);
  for (const room of rooms.slice(2)) await compare(page, service.trackId, room, worst);
} finally {
  await browser.close();
  await service.stop();
}
