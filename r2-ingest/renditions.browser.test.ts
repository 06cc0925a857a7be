/** AAC and Opus as a browser decodes them: Chromium counts the samples and hears the master where it should be. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../tests/support/chromium.ts";
import { ladder, type Tier } from "../domain/ladder.ts";
import { quietFFmpeg } from "./encode/native.ts";
import { transcode, type TranscodeResult } from "./encode/transcode.ts";
import { align, testSignal, wavFile } from "./support/test-signal.ts";

quietFFmpeg();
const folder = mkdtempSync(join(tmpdir(), "nearfield-browser-"));
const wanted = ["aac-128", "aac-256", "opus-24", "flac"] as const;
/** A length that is no multiple of any frame length. */
const masters = [
  { name: "CD", sampleRate: 44_100, channels: 2, samples: 44_100 * 5 + 777 },
  { name: "film", sampleRate: 48_000, channels: 2, samples: 48_000 * 3 + 4321 },
  { name: "mono", sampleRate: 44_100, channels: 1, samples: 44_100 * 3 + 1 },
  { name: "studio", sampleRate: 96_000, channels: 2, samples: 96_000 * 2 + 7 },
];

let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    if (name === "") response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    else if (name.includes("favicon")) response.writeHead(404).end();
    else response.writeHead(200).end(readFileSync(join(folder, name)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`);
});

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function encode(master: (typeof masters)[number]): TranscodeResult {
  const path = join(folder, `${master.name}.wav`);
  const channels = Array.from({ length: master.channels }, (_, channel) => testSignal(channel + 1, master.samples, master.sampleRate));
  writeFileSync(path, wavFile(channels, { sampleRate: master.sampleRate, bits: 16 }));
  return transcode({ path, tiers: wanted, directory: join(folder, master.name), measure: false });
}

/** @returns one array of samples a channel: everything the file decodes to, priming and padding included */
async function decodeInChromium(file: string, sampleRate: number): Promise<Float32Array[]> {
  const channels = await page.evaluate(
    async ([url, rate]) => {
      const context = new OfflineAudioContext(2, 1, rate);
      const buffer = await context.decodeAudioData(await (await fetch(url)).arrayBuffer());
      return Array.from({ length: buffer.numberOfChannels }, (_, channel) => {
        const bytes = new Uint8Array(buffer.getChannelData(channel).buffer);
        let text = "";
        for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
        return btoa(text);
      });
    },
    [file, sampleRate] as const,
  );
  return channels.map((text) => new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer));
}

/** How media source extensions place it: the window cuts priming and padding away. @returns the seconds that are buffered */
function placeInChromium(file: string, mimeType: string, rendition: { delay: number; samples: number; rate: number }): Promise<number[]> {
  return page.evaluate(
    async ([url, mime, { delay, samples, rate }]) => {
      const media = new MediaSource();
      const audio = new Audio(URL.createObjectURL(media));
      await new Promise((opened) => media.addEventListener("sourceopen", opened, { once: true }));
      const buffer = media.addSourceBuffer(mime);
      buffer.appendWindowEnd = samples / rate;
      buffer.timestampOffset = -delay / rate;
      buffer.appendBuffer(await (await fetch(url)).arrayBuffer());
      await new Promise((ended) => buffer.addEventListener("updateend", ended, { once: true }));
      const { buffered } = audio;
      return Array.from({ length: buffered.length }, (_, index) => [buffered.start(index), buffered.end(index)]).flat();
    },
    [file, mimeType, rendition] as const,
  );
}

/** At 24 kbit/s Opus keeps less of the difference of two channels that have nothing in common, as these have. */
const leastCorrelation: Record<(typeof wanted)[number], number> = { "aac-128": 0.99, "aac-256": 0.99, "opus-24": 0.8, flac: 0.9999 };

describe.each(masters)("a $name master in Chromium", (master) => {
  let result: TranscodeResult;
  beforeAll(() => {
    result = encode(master);
  });

  function made(tier: Tier) {
    const found = result.renditions.find(({ rendition }) => rendition.tier === tier);
    if (!found) throw new Error(`no ${tier}`);
    return { rendition: found.rendition, url: `/${master.name}/${ladder[tier].file}` };
  }

  test.each(wanted)("%s decodes to the master after its encoder's delay, to the last sample", async (tier) => {
    const { rendition, url } = made(tier);
    const channels = await decodeInChromium(url, rendition.sample_rate);
    expect(channels).toHaveLength(master.channels);
    for (const [channel, heard] of channels.entries()) {
      expect(heard.length).toBeGreaterThanOrEqual(rendition.encoder_delay + rendition.samples);
      const meant = testSignal(channel + 1, rendition.samples, rendition.sample_rate);
      const { lag, correlation } = align(heard, meant);
      expect(lag).toBe(rendition.encoder_delay);
      expect(correlation).toBeGreaterThan(leastCorrelation[tier]);
    }
  });

  test.each(wanted)("%s fills its stretch of a source buffer without a gap", async (tier) => {
    const { rendition, url } = made(tier);
    const { encoder_delay: delay, samples, sample_rate: rate } = rendition;
    const buffered = await placeInChromium(url, ladder[tier].mimeType, { delay, samples, rate });
    expect(buffered).toHaveLength(2);
    expect(buffered[0]).toBeCloseTo(0, 4);
    expect(Math.abs((buffered[1] ?? 0) - samples / rate) * rate).toBeLessThan(1);
  });
});
