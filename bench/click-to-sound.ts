/**
 * From the pointer event to the first audible sample, in the whole service on this machine, beside the bare audio element on the
 * same rendition in the same run: (a) the head is held, (b) the grant is held, (c) the session is held, (d) nothing is: a fresh
 * profile on a track's address, pressed as soon as there is a button, from navigation. Milliseconds, p50 and p95.
 *
 *     npm run bench -- click-to-sound [trials, 30]
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, CDPSession, Page } from "playwright-core";
import { startAppStage } from "../tests/browser/app-stage.ts";
import { bundlePage } from "../tests/support/bundle-page.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import type { DeepLinkPage } from "./support/deep-link.ts";
import type { Contender, SoundPage, Warmth } from "./support/sound-page.ts";
import { percentile } from "./support/statistics.ts";

declare const soundPage: SoundPage;
declare const deepLink: DeepLinkPage;

type Network = { delay: number; megabits: number; slowdown: number };
type Subject = { url: string; trackId: string };
/** Milliseconds of one press. */
type Press = (contender: Contender) => Promise<number>;

const trials = Number(process.argv[2] ?? 30);
const contenders = ["engine", "element"] as const;
const networks: Network[] = [5, 50, 150].map((delay) => ({ delay, megabits: 8, slowdown: 1 }));
const worst: Network = { delay: 150, megabits: 1.6, slowdown: 4 };
const rooms: { warmth: Warmth; name: string }[] = [
  { warmth: "head", name: "(a) head held" },
  { warmth: "grant", name: "(b) grant held" },
  { warmth: "session", name: "(c) session held" },
];
const soundScript = await bundlePage(new URL("./support/sound-page.ts", import.meta.url).pathname);
const deepLinkScript = await bundlePage(new URL("./support/deep-link.ts", import.meta.url).pathname);

async function emulate(cdp: CDPSession, { delay, megabits, slowdown }: Network): Promise<void> {
  const bytesPerSecond = (megabits * 1e6) / 8;
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: delay,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

/** A page of the measurement's own, under the service's origin. */
async function openPage(browser: Browser, origin: string): Promise<{ page: Page; cdp: CDPSession }> {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.route("**/bench", (route) => route.fulfill({ contentType: "text/html", body: soundScript.html }));
  await page.route("**/page.js", (route) => route.fulfill({ contentType: "text/javascript", body: soundScript.script }));
  await page.goto(`${origin}/bench`);
  await page.waitForFunction("globalThis.soundPage !== undefined");
  // Interception would stand between the page and every later request.
  await page.unrouteAll();
  await page.evaluate(() => soundPage.start());
  const box = await page.locator("button").boundingBox();
  await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
  return { page, cdp: await context.newCDPSession(page) };
}

function presser(page: Page, trackId: string, warmth: Warmth): Press {
  return async (contender) => {
    await page.evaluate(([who, id, held]) => soundPage.prepare(who, id, held), [contender, trackId, warmth] as const);
    await page.mouse.down();
    await page.mouse.up();
    return page.evaluate(() => soundPage.result());
  };
}

/** Each time a profile of its own: nothing is cached, no worker serves. */
function navigator(browser: Browser, { url, trackId }: Subject, network: Network): Press {
  return async (contender) => {
    const context = await browser.newContext({ bypassCSP: true, serviceWorkers: "block" });
    const page = await context.newPage();
    await page.addInitScript({ content: `{${deepLinkScript.script}}` });
    const bare = '<!doctype html><title>bare</title><link rel="icon" href="data:,">';
    if (contender === "element") await page.route("**/bare*", (route) => route.fulfill({ contentType: "text/html", body: bare }));
    await emulate(await context.newCDPSession(page), network);
    await page.goto(contender === "engine" ? `${url}/track/${trackId}` : `${url}/bare?bare=${trackId}`, { waitUntil: "commit" });
    const milliseconds = await page.evaluate(() => deepLink.sound);
    await context.close();
    return milliseconds;
  };
}

/** A press that stays silent is told, and tried once more: one lost trial must not hold up the others. */
function patiently(press: Press): Press {
  const attempt: Press = (contender) => {
    const silent = wait(20_000, undefined, { ref: false }).then(() => Promise.reject(new Error(`no sound from the ${contender} in 20 s`)));
    return Promise.race([press(contender), silent]);
  };
  return (contender) =>
    attempt(contender).catch((error: unknown) => {
      console.error(String(error));
      return attempt(contender);
    });
}

function figures(values: readonly number[]): string {
  return `${percentile(values, 0.5).toFixed(0).padStart(6)} ${percentile(values, 0.95).toFixed(0).padStart(6)}`;
}

async function compare(name: string, { delay, megabits, slowdown }: Network, press: Press): Promise<void> {
  const taken: Record<Contender, number[]> = { engine: [], element: [] };
  // In turn, so that a slow moment of the machine falls on both; the first of each only warms up.
  for (let trial = 0; trial <= trials; trial++) {
    for (const contender of contenders) {
      const milliseconds = await patiently(press)(contender);
      if (trial > 0) taken[contender].push(milliseconds);
    }
  }
  const conditions = `${delay} ms, ${megabits} Mbit/s${slowdown > 1 ? `, CPU ÷ ${slowdown}` : ""}`;
  console.log(`${name.padEnd(16)} ${conditions.padEnd(30)} ${figures(taken.engine)}   ${figures(taken.element)}`);
}

const stage = await startAppStage();
// Sound may begin without a gesture: (d) is pressed by a script.
const browser = await launchChromium();
try {
  const subject: Subject = { url: stage.service.url, trackId: stage.near.tracks[0]?.id ?? "" };
  const { page, cdp } = await openPage(browser, subject.url);
  console.log(`Milliseconds of ${trials} presses (p50, p95)               engine          element`);
  for (const network of networks) {
    await emulate(cdp, network);
    for (const { warmth, name } of rooms) await compare(name, network, presser(page, subject.trackId, warmth));
  }
  await emulate(cdp, worst);
  await compare("(c) session held", worst, presser(page, subject.trackId, "session"));
  await page.close();
  for (const network of networks) await compare("(d) deep link", network, navigator(browser, subject, network));
} finally {
  await browser.close();
  await stage.stop();
}
