import { expect, test } from "vitest";
import { tiers } from "../../domain/ladder.ts";
import { fragmentSeconds, lossySampleRate, planTier, wantedTiers, type MasterFormat } from "./plan.ts";

const cd: MasterFormat = { sampleRate: 44_100, channels: 2, bitsPerSample: 16, duration: 200 };

test("lossy tiers keep to the family of the master's rate", () => {
  const rates = [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000];
  expect(rates.map(lossySampleRate)).toEqual([48_000, 44_100, 48_000, 44_100, 48_000, 44_100, 48_000, 44_100, 48_000, 44_100, 48_000]);
});

test("fixed rates of the ladder win, and FLAC keeps the master's", () => {
  const studio = { ...cd, sampleRate: 192_000, bitsPerSample: 24 };
  expect(planTier("vorbis-24", studio).sampleRate).toBe(16_000);
  expect(planTier("opus-24", studio).sampleRate).toBe(48_000);
  expect(planTier("flac", studio)).toMatchObject({ sampleRate: 192_000, sampleFormat: "s32" });
  expect(planTier("flac", cd)).toMatchObject({ sampleRate: 44_100, sampleFormat: "s16" });
});

test("libvorbis is not asked for more than it can do with one channel", () => {
  expect(planTier("vorbis-320", { ...cd, channels: 1 }).bitrate).toBe(240_000);
  expect(planTier("vorbis-320", { ...cd, channels: 6 }).bitrate).toBe(320_000);
});

test("only lossless masters have a lossless tier", () => {
  expect(wantedTiers(cd)).toEqual(tiers);
  expect(wantedTiers({ bitsPerSample: undefined })).toEqual(tiers.filter((tier) => tier !== "flac"));
});

test("fragments last a second, and longer only where the index would grow", () => {
  expect([1, 600, 1200, 1201, 7200, 36_000].map(fragmentSeconds)).toEqual([1, 1, 1, 2, 6, 30]);
});
