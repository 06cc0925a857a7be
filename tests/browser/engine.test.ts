/** The engine in a real Chromium: what it puts out is recorded and compared with the masters. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundlePage } from "../support/bundle-page.ts";
import { launchChromium } from "../support/chromium.ts";
import type { EnginePage } from "../support/engine-page.ts";
import { locate } from "../support/correlate.ts";
import { captureRate, EngineStage, longestSilence, mediaLog } from "../support/engine-stage.ts";
import { MediaStandIn, type StandInTrack } from "../support/media-stand-in.ts";
import { composeMaster, cut, encodeMaster } from "../support/test-music.ts";

declare const page: EnginePage;

const tiers = ["aac-128", "aac-256", "opus-24", "flac"] as const;
/** One piece of music, cut where no frame of any codec ends. */
const whole = composeMaster(1, 36);
const join = 16 * captureRate + 1_237;
const secondJoin = 27 * captureRate + 411;
const pieces = [cut(whole, 0, join), cut(whole, join, secondJoin), cut(whole, secondJoin, whole.samples.length)];
const lengths = pieces.map(({ samples }) => samples.length / captureRate);

let browser: Browser;
let server: MediaStandIn;
let url: string;
let stage: EngineStage;

beforeAll(async () => {
  const tracks: StandInTrack[] = pieces.map((master, index) => ({
    id: `track-${index + 1}`,
    albumId: "album",
    gapless: true,
    recording: encodeMaster(master, tiers),
  }));
  const minute = encodeMaster(composeMaster(5, 60), ["aac-128", "aac-256", "opus-24"]);
  tracks.push({ id: "minute", albumId: "other", recording: minute });
  const long = encodeMaster(composeMaster(9, 240), ["flac"]);
  tracks.push({ id: "long", albumId: "other", recording: long }, { id: "refused", albumId: "other", recording: long, refused: "market" });
  server = new MediaStandIn(tracks, await bundlePage(new URL("../support/engine-page.ts", import.meta.url).pathname));
  url = await server.start();
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

beforeEach(async () => {
  server.requests.length = 0;
  server.conditions = { delay: 0, bitsPerSecond: 0, grantSeconds: 3600, mediaStatus: undefined };
  stage = await EngineStage.open(browser, url);
});

afterEach(async () => {
  expect(stage.errors).toEqual([]);
  await stage.close();
});

/** Where in the whole piece the stretch at `index` of a recording comes from. */
function sourceOf(samples: Float32Array, index: number, around: number, length = 4096) {
  return locate(samples.subarray(index, index + length), whole.samples, Math.round(around) - 12_000, Math.round(around) + 12_000);
}

describe("pressing play", () => {
  it("sounds from the first sample of the music on, after one request for grants and one for bytes", async () => {
    await stage.record();
    await stage.playQueue(["track-1"]);
    const { samples, first } = await stage.hear(2);
    const beginning = sourceOf(samples, first + 2048, 2048);
    expect(beginning.offset).toBe(2048);
    expect(beginning.correlation).toBeGreaterThan(0.99);
    expect(sourceOf(samples, first + 66_150, 66_150)).toMatchObject({ offset: 66_150 });
    expect(longestSilence(samples.subarray(first))).toBeLessThan(8);
    expect(server.requests.map(({ kind }) => kind)).toEqual(["grants", "media"]);
    expect((await stage.plays()).map(({ kind }) => kind)).toEqual(["started"]);
  });

  it("asks for a head on intention, and for the rest once after the press", async () => {
    await stage.page.evaluate(() => page.player.intend(["track-1"]));
    await expect.poll(() => server.mediaRequests().length).toBe(1);
    await stage.playQueue(["track-1"]);
    await stage.until("page.player.state.bufferedUntil >= 15");
    const [head, rest, ...more] = mediaLog(server);
    expect(head).toMatch(/^track-1 aac-256 0-\d+$/);
    expect(rest).toMatch(/^track-1 aac-256 [1-9]\d+-\d+$/);
    expect(more).toEqual([]);
  });

  it("never lets a track be heard that was only laid ready", async () => {
    await stage.record();
    await stage.page.evaluate(() => page.player.intend(["track-1"]));
    await stage.until("page.buffered().length === 1");
    server.conditions.delay = 300;
    await stage.playQueue(["track-2"]);
    const { samples, first } = await stage.hear(0.5);
    expect(sourceOf(samples, first + 2048, join + 2048)).toMatchObject({ offset: join + 2048 });
  });

  it("waits for a gesture where the browser wants one, and says so", async () => {
    const strict = await launchChromium({ autoplay: "gesture" });
    const shy = await EngineStage.open(strict, `${url}#track-1`);
    await shy.until("page.player.state.failure?.reason === 'blocked'");
    await shy.page.click("#go");
    await shy.until("page.player.state.status === 'playing'");
    expect((await shy.state()).failure).toBeUndefined();
    await strict.close();
  });

  it("says why a track may not be played", async () => {
    await stage.playQueue(["refused"]);
    await stage.until("page.player.state.status === 'failed'");
    expect((await stage.state()).failure).toEqual({ reason: "market" });
  });
});

describe("moving within a track", () => {
  it("pauses at a sample and goes on from it", async () => {
    await stage.record();
    await stage.playQueue(["track-1"]);
    await stage.untilPosition(1);
    await stage.page.evaluate(() => page.player.pause());
    await stage.until("page.player.state.status === 'paused'");
    const before = await stage.position();
    await stage.forget();
    await stage.page.evaluate(() => page.player.play());
    const { samples, first } = await stage.hear(0.5);
    const { offset } = sourceOf(samples, first, before * captureRate);
    // What was on its way to the ear when the press came has been heard already.
    expect(Math.abs(offset / captureRate - before)).toBeLessThan(0.15);
    expect((await stage.plays()).map(({ kind }) => kind)).toEqual(["started", "paused", "resumed"]);
  });

  it.each([
    { seconds: 9.5, from: "a fragment's middle" },
    { seconds: 3, from: "close to a fragment's beginning" },
    { seconds: 14.000_1, from: "late in the track" },
  ])("seeks to the exact sample: $from", async ({ seconds }) => {
    await stage.record();
    server.conditions.bitsPerSecond = 600_000;
    await stage.playQueue(["track-1"]);
    await stage.untilPlaying();
    await stage.page.evaluate(() => page.player.pause());
    const requests = server.mediaRequests().length;
    await stage.page.evaluate((to) => page.player.seek(to), seconds);
    await stage.until("!page.audio.seeking");
    await stage.forget();
    await stage.page.evaluate(() => page.player.play());
    const { samples, first } = await stage.hear(0.5);
    const expected = Math.round(seconds * captureRate);
    const { offset, correlation } = sourceOf(samples, first + 2048, expected);
    expect(correlation).toBeGreaterThan(0.99);
    expect(offset - 2048 - expected).toBe(0);
    expect(mediaLog(server).slice(requests).length, mediaLog(server).join()).toBeLessThanOrEqual(1);
  });
});

describe("another quality", () => {
  it.each([
    ["normal", "aac-128"],
    ["lossless", "flac"],
  ] as const)("takes over within the track at the exact sample (%s)", async (wish, tier) => {
    await stage.record();
    await stage.playQueue(["track-1"]);
    await stage.untilPosition(1);
    await stage.page.evaluate((quality) => page.player.setQuality(quality), wish);
    await stage.until(`page.player.state.tier === '${tier}'`);
    await stage.untilPosition(4.5);
    const { samples, first } = await stage.heard();
    const shifts = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4].map((seconds) => {
      const at = Math.round(seconds * captureRate);
      return sourceOf(samples, first + at, at).offset - at;
    });
    expect(shifts).toEqual(shifts.map(() => 0));
    expect(longestSilence(samples.subarray(first))).toBeLessThan(8);
  });
});

describe("one track after another", () => {
  it.each(["auto", "lossless", "low"] as const)("joins without losing or adding a sample (%s)", async (wish) => {
    await stage.page.evaluate((quality) => page.player.setQuality(quality), wish);
    await stage.record();
    await stage.playQueue(["track-1", "track-2", "track-3"]);
    await stage.untilPlaying();
    await stage.page.evaluate((to) => page.player.seek(to), (lengths[0] ?? 0) - 3);
    await stage.untilPlaying();
    await stage.forget();
    await stage.until("page.player.state.index === 1 && page.player.position() > 1.2");
    const { samples, first } = await stage.heard();
    const length = wish === "low" ? 16_384 : 4096;
    const base = first + 4096;
    const before = sourceOf(samples, base, ((lengths[0] ?? 0) - 3) * captureRate + 4096, length);
    expect(before.correlation).toBeGreaterThan(wish === "low" ? 0.7 : 0.99);
    // Opus runs at 48 kHz: a join between two of the recorder's samples may be rounded either way.
    const rounding = wish === "low" ? 1 : 0;
    const shifts = [0.5, 1, 1.5, 2, 2.5, 3, 3.5].map((seconds) => {
      const at = Math.round(seconds * captureRate);
      return sourceOf(samples, base + at, before.offset + at, length).offset - (before.offset + at);
    });
    expect(Math.max(...shifts.map(Math.abs)), shifts.join()).toBeLessThanOrEqual(rounding);
    // Nothing of an encoder's delay or padding stands between the last sample and the next track's first.
    const seam = base + join - before.offset;
    for (const at of [seam - 1024, seam - 512, seam, seam + 512]) {
      const around = sourceOf(samples, at, join + at - seam, wish === "low" ? 2048 : 512);
      expect(around.correlation, `${at - seam} samples from the join`).toBeGreaterThan(wish === "low" ? 0.6 : 0.95);
    }
    expect(longestSilence(samples.subarray(base))).toBeLessThan(8);
    expect((await stage.plays()).map(({ kind, item }) => `${kind} ${item.trackId}`)).toEqual([
      "started track-1",
      "seeked track-1",
      "ended track-1",
      "started track-2",
    ]);
  });

  it("plays this track and the next to the end when the network is cut at 80 %", async () => {
    await stage.record();
    await stage.playQueue(["track-1", "track-2", "track-3"]);
    await stage.untilPlaying();
    await stage.page.evaluate((to) => page.player.seek(to), (lengths[0] ?? 0) * 0.76);
    await stage.untilPosition((lengths[0] ?? 0) * 0.8);
    await stage.page.context().setOffline(true);
    server.cutConnections();
    await stage.until("page.player.state.index === 1");
    await stage.forget();
    await stage.untilPosition(1);
    await stage.page.evaluate((to) => page.player.seek(to), (lengths[1] ?? 0) - 1.5);
    await stage.untilPlaying();
    await stage.untilPosition((lengths[1] ?? 0) - 0.3);
    expect((await stage.state()).index).toBe(1);
  });

  it("plays what was moved to be next, not what had been appended", async () => {
    await stage.record();
    await stage.playQueue(["track-1", "track-2", "track-3"]);
    await stage.untilPlaying();
    await stage.page.evaluate((to) => page.player.seek(to), (lengths[0] ?? 0) - 2.5);
    await stage.until(`page.buffered().at(-1).end > ${(lengths[0] ?? 0) + 2}`);
    await stage.page.evaluate(() => page.player.move(page.player.state.queue[2]?.uid ?? "", 1));
    await stage.until("page.player.state.index === 1 && page.player.position() > 0.8");
    const { samples } = await stage.heard();
    const { offset, correlation } = sourceOf(samples, samples.length - 16_384, secondJoin + 24_000);
    expect(correlation).toBeGreaterThan(0.99);
    expect(offset).toBeGreaterThan(secondJoin);
    expect((await stage.state()).queue.map(({ trackId }) => trackId)).toEqual(["track-1", "track-3", "track-2"]);
  });

  it("goes to the next on demand, back to the beginning, then to the one before", async () => {
    await stage.playQueue(["track-1", "track-2"]);
    await stage.untilPlaying();
    await stage.page.evaluate(() => page.player.next());
    await stage.until("page.player.state.index === 1 && page.player.state.status === 'playing'");
    await stage.page.evaluate(() => page.player.seek(5));
    await stage.untilPlaying();
    await stage.page.evaluate(() => page.player.previous());
    await stage.until("page.player.state.index === 1 && page.player.position() < 1");
    await stage.page.evaluate(() => page.player.previous());
    await stage.until("page.player.state.index === 0 && page.player.state.status === 'playing'");
  });

  it("comes to the queue's end, and begins anew when asked", async () => {
    await stage.playQueue(["track-2", "track-3"], 1);
    await stage.untilPlaying();
    await stage.page.evaluate((to) => page.player.seek(to), (lengths[2] ?? 0) - 1);
    await stage.until("page.player.state.status === 'ended'");
    await stage.page.evaluate(() => page.player.play());
    await stage.until("page.player.state.index === 0 && page.player.state.status === 'playing'");
    await stage.untilPosition(0.5);
  });

  it("repeats one track as if it were an endless one", async () => {
    await stage.record();
    await stage.playQueue(["track-3", "track-2"]);
    await stage.page.evaluate(() => page.player.setRepeat("one"));
    await stage.untilPlaying();
    await stage.page.evaluate((to) => page.player.seek(to), (lengths[2] ?? 0) - 1.5);
    await stage.until("page.plays.some(({ kind }) => kind === 'ended')");
    await stage.untilPosition(0.5);
    expect((await stage.state()).index).toBe(0);
    expect(longestSilence((await stage.heard()).samples.subarray(-44_100))).toBeLessThan(8);
  });
});

describe("when somebody else listens", () => {
  afterEach(() => server.refuse("minute", undefined));

  it("asks anew for what plays, and goes on where it is", async () => {
    await stage.playQueue(["minute", "track-1"]);
    await stage.untilPosition(1);
    const before = server.requests.length;
    await stage.page.evaluate(() => page.player.changeListener());
    await stage.untilPlaying();
    await stage.untilPosition(1.5);
    expect(server.requests.slice(before)).toContainEqual({ kind: "grants", trackIds: ["minute"] });
    expect(stage.errors).toEqual([]);
  });

  it("ends what they may not hear, and plays it once they may", async () => {
    await stage.playQueue(["minute"]);
    await stage.untilPlaying();
    server.refuse("minute", "account_required");
    await stage.page.evaluate(() => page.player.changeListener());
    await stage.until("page.player.state.status === 'failed'");
    expect((await stage.state()).failure).toEqual({ reason: "account_required" });
    server.refuse("minute", undefined);
    await stage.page.evaluate(() => {
      page.player.changeListener();
      page.player.play();
    });
    await stage.untilPlaying();
  });
});

describe("when the network is poor", () => {
  it("steps down, says so, and steps up again", async () => {
    server.conditions.bitsPerSecond = 120_000;
    await stage.record();
    await stage.playQueue(["minute"]);
    await stage.until("page.player.state.degraded");
    expect(["aac-128", "opus-24"]).toContain((await stage.state()).tier);
    await stage.untilPosition(6);
    await stage.forget();
    server.conditions.bitsPerSecond = 0;
    await stage.until("!page.player.state.degraded && page.player.state.tier === 'aac-256'", 50_000);
    const changed = await stage.position();
    await stage.untilPosition(changed + 7);
    expect(longestSilence((await stage.heard()).samples)).toBeLessThan(8);
    expect((await stage.plays()).map(({ kind }) => kind)).not.toContain("skipped");
  }, 90_000);

  it("stalls while offline, and recovers by itself", async () => {
    server.conditions.bitsPerSecond = 500_000;
    await stage.playQueue(["track-1"]);
    await stage.untilPlaying();
    await stage.page.context().setOffline(true);
    server.cutConnections();
    await stage.until("page.player.state.status === 'stalled'");
    await stage.until("page.player.state.failure?.reason === 'network'");
    const before = await stage.position();
    await stage.page.context().setOffline(false);
    await stage.untilPlaying();
    await stage.untilPosition(before + 1);
    expect((await stage.plays()).map(({ kind }) => kind)).toEqual(["started", "stalled"]);
  });

  it("gets another grant when one has expired on the way", async () => {
    server.conditions.bitsPerSecond = 700_000;
    await stage.playQueue(["track-1"]);
    await stage.untilPlaying();
    server.expireGrants();
    await stage.page.evaluate(() => page.player.seek(12));
    await stage.untilPlaying();
    expect(await stage.position()).toBeGreaterThan(11.9);
    expect(server.mediaRequests().map(({ status }) => status)).toContain(403);
    expect(server.requests.filter(({ kind }) => kind === "grants")).toHaveLength(2);
  });

  it("starts over at the position when the browser cannot go on", async () => {
    await stage.record();
    await stage.playQueue(["track-1"]);
    await stage.untilPosition(2);
    await stage.page.evaluate(() => page.audio.dispatchEvent(new Event("error")));
    await stage.until("page.audio.currentTime > 2 && page.player.state.status === 'playing'");
    await stage.forget();
    const position = await stage.position();
    const { samples, first } = await stage.hear(0.5);
    expect(sourceOf(samples, first + 4096, position * captureRate).correlation).toBeGreaterThan(0.99);
  });
});

describe("restraint", () => {
  it("wastes at most half a head a stream", async () => {
    for (const hovered of ["track-1", "track-2"]) {
      const before = server.requests.length;
      await stage.page.evaluate((trackId) => page.player.intend([trackId]), hovered);
      // Its grant has been asked for: whether its head may be fetched is decided on the answer.
      await expect.poll(() => server.requests.length).toBeGreaterThan(before);
      await stage.page.evaluate(() => fetch("/").catch(() => undefined));
      await stage.playQueue(["track-3"]);
      await stage.untilPlaying();
    }
    const heads = server.mediaRequests().filter(({ range }) => range.startsWith("0-") && Number(range.slice(2)) < 100_000);
    expect(heads.filter(({ trackId }) => trackId !== "track-3").length).toBe(1);
  });

  it("fetches no heads where the listener saves data", async () => {
    const saving = await EngineStage.open(browser, url, "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })");
    await saving.page.evaluate(() => page.player.intend(["track-1"]));
    await expect.poll(() => server.requests.length).toBe(1);
    await saving.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(server.mediaRequests()).toEqual([]);
    await saving.close();
  });

  it("keeps a long lossless track well below the 12 MiB that the browser's buffer holds", async () => {
    await stage.page.evaluate(() => page.player.setQuality("lossless"));
    await stage.playQueue(["long"]);
    await stage.untilPlaying();
    const { bytes, samples, sample_rate } = server.renditionOf("long");
    const rate = bytes / (samples / sample_rate);
    expect(bytes).toBeGreaterThan(13 * 1024 * 1024);
    for (let seconds = 20; seconds < 220; seconds += 25) {
      await stage.page.evaluate((to) => page.player.seek(to), seconds);
      await stage.untilPlaying();
      await stage.untilPosition(seconds + 0.3);
      const held = (await stage.buffered()).reduce((sum, { start, end }) => sum + end - start, 0) * rate;
      expect(held).toBeLessThan(10 * 1024 * 1024);
    }
  });
});
