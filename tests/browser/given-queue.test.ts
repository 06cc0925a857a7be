/** The engine as a device of somebody's session: a queue that is kept elsewhere, and moments agreed with other devices. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { bundlePage } from "../support/bundle-page.ts";
import { launchChromium } from "../support/chromium.ts";
import { locate } from "../support/correlate.ts";
import type { EnginePage } from "../support/engine-page.ts";
import { captureRate, EngineStage, longestSilence } from "../support/engine-stage.ts";
import { MediaStandIn } from "../support/media-stand-in.ts";
import { composeMaster, encodeMaster } from "../support/test-music.ts";

declare const page: EnginePage;

const masters = [composeMaster(21, 20), composeMaster(22, 12), composeMaster(23, 12)];
let browser: Browser;
let server: MediaStandIn;
let url: string;
let stage: EngineStage;

beforeAll(async () => {
  const tracks = masters.map((master, index) => ({ id: `track-${index}`, albumId: "album", recording: encodeMaster(master, ["aac-128"]) }));
  server = new MediaStandIn(tracks, await bundlePage(new URL("../support/engine-page.ts", import.meta.url).pathname));
  url = await server.start();
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await server.stop();
});
beforeEach(async () => {
  stage = await EngineStage.open(browser, url);
});
afterEach(async () => {
  expect(stage.errors).toEqual([]);
  await stage.close();
});

type Entry = readonly [uid: string, track: number];

/** Takes over a queue of these entries. */
function load(entries: readonly Entry[], uid: string, options: { at: number; play: boolean }): Promise<void> {
  return stage.page.evaluate(
    ([all, current, how]) =>
      page.player.load(
        {
          items: all.map(([name, track]) => ({ uid: name, trackId: `track-${track}`, duration: 20, albumId: "album" })),
          context: undefined,
        },
        current,
        how,
      ),
    [entries, uid, options] as const,
  );
}

function sync(entries: readonly Entry[], uid: string): Promise<void> {
  return stage.page.evaluate(
    ([all, current]) =>
      page.player.syncQueue(
        {
          items: all.map(([name, track]) => ({ uid: name, trackId: `track-${track}`, duration: 20, albumId: "album" })),
          context: undefined,
        },
        current,
      ),
    [entries, uid] as const,
  );
}

const uids = async () => (await stage.state()).queue.map(({ uid }) => uid);

it("stands ready at a place, paused, and begins there", async () => {
  await stage.record();
  await load([["a", 0]], "a", { at: 7.5, play: false });
  expect(await stage.page.evaluate(() => page.player.ready())).toBe(true);
  expect((await stage.state()).status).toBe("paused");
  expect(await stage.position()).toBeCloseTo(7.5, 2);
  await stage.page.evaluate(() => page.player.play());
  const { samples, first } = await stage.hear(0.5);
  const expected = Math.round(7.5 * captureRate);
  const { offset } = locate(samples.subarray(first + 2048, first + 6144), masters[0]?.samples ?? samples, expected - 9000, expected + 9000);
  expect(offset - 2048).toBe(expected);
});

it("sounds from the moment on that was agreed, as if it had been at that place then", async () => {
  await stage.record();
  await load([["a", 0]], "a", { at: 5, play: false });
  await stage.page.evaluate(() => page.player.ready());
  await stage.forget();
  const agreed = await stage.page.evaluate(() => {
    const at = performance.now() + 500;
    page.player.startAt(5.2, at);
    return at;
  });
  await stage.hear(2.5);
  const frame = await stage.page.evaluate((at) => page.recorder?.frameAt(at), agreed);
  const { samples, first } = await stage.heard();
  const begun = await stage.page.evaluate(() => page.recorder?.firstFrame());
  const moment = (frame ?? 0) - (begun ?? 0);
  const error = (at: number, expected: number) =>
    ((locate(samples.subarray(at, at + 4096), masters[0]?.samples ?? samples, expected - 12_000, expected + 12_000).offset - expected) /
      captureRate) *
    1000;
  const place = Math.round(5.2 * captureRate);
  const late = ((first - moment) / captureRate) * 1000;
  const settled = error(moment + 2 * captureRate, place + 2 * captureRate);
  console.info(`first sound ${late.toFixed(1)} ms after the moment, after two seconds ${settled.toFixed(1)} ms off`);
  expect(Math.abs(late)).toBeLessThan(100);
  expect(Math.abs(settled)).toBeLessThan(50);
});

it("falls silent at the moment that was agreed", async () => {
  await stage.record();
  await load([["a", 0]], "a", { at: 0, play: true });
  await stage.untilPosition(1);
  await stage.forget();
  const agreed = await stage.page.evaluate(() => {
    const at = performance.now() + 400;
    page.player.stopAt(at);
    return at;
  });
  await stage.until("page.player.state.status === 'paused'");
  const frame = await stage.page.evaluate((at) => page.recorder?.frameAt(at), agreed);
  const { samples } = await stage.heard();
  const begun = await stage.page.evaluate(() => page.recorder?.firstFrame());
  const last = samples.findLastIndex((sample) => sample !== 0);
  const late = ((last - ((frame ?? 0) - (begun ?? 0))) / captureRate) * 1000;
  console.info(`last sound ${late.toFixed(1)} ms after the moment`);
  expect(Math.abs(late)).toBeLessThan(60);
});

it("plays on while the queue changes around what plays, and goes by its new name", async () => {
  await stage.record();
  await load(
    [
      ["a", 0],
      ["b", 1],
    ],
    "a",
    { at: 0, play: true },
  );
  await stage.untilPosition(0.5);
  await stage.forget();
  await sync(
    [
      ["x", 2],
      ["context-7", 0],
      ["y", 2],
    ],
    "context-7",
  );
  const before = await stage.position();
  await stage.untilPosition(before + 0.5);
  expect(longestSilence((await stage.heard()).samples)).toBeLessThan(8);
  expect(await uids()).toEqual(["x", "context-7", "y"]);
  await stage.page.evaluate(() => page.player.seek(19));
  await stage.until("page.player.state.queue[page.player.state.index].uid === 'y' && page.player.state.status === 'playing'");
});

it("goes over to another track when the queue says so", async () => {
  await load(
    [
      ["a", 0],
      ["b", 1],
    ],
    "a",
    { at: 0, play: true },
  );
  await stage.untilPlaying();
  await sync(
    [
      ["a", 0],
      ["b", 1],
    ],
    "b",
  );
  await stage.until("page.player.state.index === 1 && page.player.state.status === 'playing'");
  expect(await stage.position()).toBeLessThan(3);
});
