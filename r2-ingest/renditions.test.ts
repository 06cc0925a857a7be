/** What the encoders wrote, read by decoders that are not FFmpeg's. AAC and Opus: renditions.browser.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FLACDecoder } from "@wasm-audio-decoders/flac";
import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import { afterAll, describe, expect, test } from "vitest";
import { renditionSchema, type Rendition } from "../domain/catalogue.ts";
import { tiers, type Tier } from "../domain/ladder.ts";
import { quietFFmpeg } from "./encode/native.ts";
import { transcode, type TranscodeResult } from "./encode/transcode.ts";
import { unwrapFlac } from "./support/flac-in-mp4.ts";
import { align, testSignal, wavFile, type WavFormat } from "./support/test-signal.ts";

quietFFmpeg();
const folder = mkdtempSync(join(tmpdir(), "nearfield-renditions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Master = WavFormat & { name: string; channels: number; samples: number };
/** Lengths are no multiple of any frame length. */
const masters: Master[] = [
  { name: "CD", sampleRate: 44_100, bits: 16, channels: 2, samples: 44_100 * 5 + 777 },
  { name: "studio", sampleRate: 96_000, bits: 24, channels: 2, samples: 96_000 * 3 + 1 },
  { name: "mono", sampleRate: 48_000, bits: 16, channels: 1, samples: 48_000 * 3 + 4321 },
  { name: "voice memo", sampleRate: 22_050, bits: 16, channels: 1, samples: 22_050 * 3 + 5 },
  { name: "a blip", sampleRate: 44_100, bits: 16, channels: 2, samples: 1000 },
];

function encode(master: Master, wanted: readonly Tier[] = tiers): TranscodeResult {
  const path = join(folder, `${master.name}.wav`);
  const channels = Array.from({ length: master.channels }, (_, channel) => testSignal(channel + 1, master.samples, master.sampleRate));
  writeFileSync(path, wavFile(channels, master));
  return transcode({ path, tiers: wanted, directory: join(folder, master.name), measure: true });
}

function renditionOf(result: TranscodeResult, tier: Tier): { rendition: Rendition; bytes: Buffer } {
  const made = result.renditions.find(({ rendition }) => rendition.tier === tier);
  if (!made) throw new Error(`no ${tier}`);
  return { rendition: made.rendition, bytes: readFileSync(made.path) };
}

async function decodeVorbis(bytes: Uint8Array): Promise<{ channels: Float32Array[]; samples: number; sampleRate: number }> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const { channelData, samplesDecoded, sampleRate } = await decoder.decodeFile(bytes);
  decoder.free();
  return { channels: channelData, samples: samplesDecoded, sampleRate };
}

async function decodeFlac(bytes: Uint8Array): Promise<{ channels: Float32Array[]; samples: number; sampleRate: number }> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  const { channelData, samplesDecoded, sampleRate } = await decoder.decodeFile(bytes);
  decoder.free();
  return { channels: channelData, samples: samplesDecoded, sampleRate };
}

const leastCorrelation: Partial<Record<Tier, number>> = { "vorbis-24": 0.9, "vorbis-96": 0.98 };

describe.each(masters)("the ladder of a $name master", (master) => {
  const result = encode(master);

  test("has every tier, each described as it is", () => {
    expect(result.samples).toBe(master.samples);
    expect(result.faults).toEqual([]);
    expect(result.renditions.map(({ rendition }) => rendition.tier)).toEqual(tiers);
    for (const { rendition, path } of result.renditions) {
      expect(renditionSchema.parse(rendition)).toEqual(rendition);
      expect(rendition.bytes).toBe(readFileSync(path).length);
      expect(rendition.channels).toBe(master.channels);
      const exact = (master.samples * rendition.sample_rate) / master.sampleRate;
      expect(Math.abs(rendition.samples - exact), rendition.tier).toBeLessThan(1.01);
    }
  });

  test.each(["vorbis-24", "vorbis-96", "vorbis-160", "vorbis-320"] as const)(
    "%s decodes to the master, in time, to the last sample",
    async (tier) => {
      const { rendition, bytes } = renditionOf(result, tier);
      const decoded = await decodeVorbis(bytes);
      expect(decoded.sampleRate).toBe(rendition.sample_rate);
      expect(decoded.samples).toBe(rendition.samples);
      for (const [channel, heard] of decoded.channels.entries()) {
        const { lag, correlation } = align(heard, testSignal(channel + 1, rendition.samples, rendition.sample_rate));
        expect(lag).toBe(0);
        expect(correlation).toBeGreaterThan(leastCorrelation[tier] ?? 0.99);
      }
    },
  );

  test("FLAC decodes to the very samples", async () => {
    const { rendition, bytes } = renditionOf(result, "flac");
    const decoded = await decodeFlac(unwrapFlac(bytes));
    expect(decoded.sampleRate).toBe(master.sampleRate);
    expect(decoded.samples).toBe(master.samples);
    expect(rendition.samples).toBe(master.samples);
    // This decoder's full scale is the largest positive sample.
    const scale = 2 ** (master.bits - 1) - 1;
    for (const [channel, heard] of decoded.channels.entries()) {
      const meant = testSignal(channel + 1, master.samples, master.sampleRate);
      let different = 0;
      for (const [index, sample] of heard.entries()) {
        if (Math.round(sample * scale) !== Math.round((meant[index] ?? 0) * scale)) different++;
      }
      expect(different).toBe(0);
    }
  });
});

test("the same master gives the same bytes", () => {
  const [master] = masters;
  if (!master) throw new Error("no master");
  const hashes = (): string[] => encode(master).renditions.map(({ rendition }) => rendition.sha256);
  expect(hashes()).toEqual(hashes());
});

test("a lossy master has no lossless tier", () => {
  const [master] = masters;
  if (!master) throw new Error("no master");
  const { path } = encode(master, ["vorbis-160"]).renditions[0] ?? { path: "" };
  const result = transcode({ path, tiers: ["vorbis-96", "flac"], directory: join(folder, "again"), measure: false });
  expect(result.renditions.map(({ rendition }) => rendition.tier)).toEqual(["vorbis-96"]);
  expect(result.measurements).toBeNull();
});
