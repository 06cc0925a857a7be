import { describe, expect, it } from "vitest";
import type { Tier } from "../../domain/ladder.ts";
import { chooseRendition, type TierQuestion } from "./quality.ts";

const premium: { tier: Tier; bitrate: number }[] = [
  { tier: "flac", bitrate: 900_000 },
  { tier: "aac-256", bitrate: 256_000 },
  { tier: "vorbis-320", bitrate: 320_000 },
  { tier: "opus-24", bitrate: 24_000 },
  { tier: "aac-128", bitrate: 128_000 },
];
const free = premium.filter(({ tier }) => tier !== "flac" && tier !== "aac-256");
const question: TierQuestion = { wish: "auto", throughput: undefined, saveData: false };

function choice(renditions: typeof premium, more: Partial<TierQuestion> = {}) {
  const chosen = chooseRendition(renditions, { ...question, ...more });
  return chosen && [chosen.rendition.tier, chosen.degraded];
}

describe("the wish", () => {
  it.each([
    ["auto", "aac-256", "aac-128"],
    ["low", "opus-24", "opus-24"],
    ["normal", "aac-128", "aac-128"],
    ["high", "aac-256", "aac-128"],
    ["lossless", "flac", "aac-128"],
  ] as const)("%s is %s, or the best that the plan has: %s", (wish, best, ofFree) => {
    expect(choice(premium, { wish })).toEqual([best, false]);
    expect(choice(free, { wish })).toEqual([ofFree, false]);
  });

  it("gives way to the saving of data only where none was made", () => {
    expect(choice(premium, { saveData: true })).toEqual(["aac-128", false]);
    expect(choice(premium, { saveData: true, wish: "high" })).toEqual(["aac-256", false]);
  });

  it("takes what there is when nothing is as lean", () => {
    expect(choice([{ tier: "flac", bitrate: 900_000 }], { wish: "low" })).toEqual(["flac", false]);
    expect(choice([{ tier: "vorbis-96", bitrate: 96_000 }])).toBeUndefined();
  });
});

describe("the network", () => {
  it.each([
    [1_000_000, "aac-256", false],
    [300_000, "aac-128", true],
    [100_000, "opus-24", true],
    [1_000, "opus-24", true],
  ] as const)("of %i bit/s carries %s", (throughput, tier, degraded) => {
    expect(choice(premium, { throughput })).toEqual([tier, degraded]);
  });

  it("must carry more to step up than to stay", () => {
    expect(choice(premium, { throughput: 400_000, current: "aac-256" })).toEqual(["aac-256", false]);
    expect(choice(premium, { throughput: 400_000, current: "aac-128" })).toEqual(["aac-128", true]);
    expect(choice(premium, { throughput: 520_000, current: "aac-128" })).toEqual(["aac-256", false]);
  });

  it("is tried one tier up when nothing recent tells of it", () => {
    expect(choice(premium, { throughput: 50_000, current: "opus-24", probe: true })).toEqual(["aac-128", true]);
    expect(choice(premium, { throughput: 5_000_000, current: "opus-24", probe: true })).toEqual(["aac-256", false]);
    expect(choice(premium, { throughput: 50_000, current: "aac-256", probe: true })).toEqual(["opus-24", true]);
  });
});
