/** Which rendition to play: pure. */
import type { Tier } from "../../domain/ladder.ts";
import type { QualityWish } from "./types.ts";

/** What Media Source Extensions can be fed, from the leanest to the best. */
const order: readonly Tier[] = ["opus-24", "aac-128", "aac-256", "flac"];

/** The best tier that each wish asks for. "auto" means the plan's best AAC. */
const ceilings: Record<QualityWish, Tier> = { auto: "aac-256", low: "opus-24", normal: "aac-128", high: "aac-256", lossless: "flac" };

/** A tier plays well when this many times its bitrate comes through. */
const safety = 1.3;
/** To step up again takes more, so that a network on the edge does not swing between two tiers. */
const safetyUp = 2;

export type TierChoice<Rendition> = { rendition: Rendition; /** Lower than wished for, because of the network. */ degraded: boolean };

export type TierQuestion = {
  wish: QualityWish;
  /** Bits per second; undefined when nothing is known yet. */
  throughput: number | undefined;
  saveData: boolean;
  /** What plays now, when this is about changing it. */
  current?: Tier | undefined;
  /** Try one tier above the current one: nothing recent says whether the network carries it. */
  probe?: boolean;
};

/** @param renditions those that this browser can play, in any order */
export function chooseRendition<Rendition extends { tier: Tier; bitrate: number }>(
  renditions: readonly Rendition[],
  { wish, throughput, saveData, current, probe = false }: TierQuestion,
): TierChoice<Rendition> | undefined {
  const ceiling = order.indexOf(saveData && wish === "auto" ? "aac-128" : ceilings[wish]);
  const ranked = renditions.filter(({ tier }) => order.includes(tier)).toSorted((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier));
  const wished = ranked.findLast(({ tier }) => order.indexOf(tier) <= ceiling) ?? ranked[0];
  if (!wished) return undefined;
  const rankOfCurrent = current === undefined ? Infinity : order.indexOf(current);
  const allowed = ranked.filter(({ tier }) => order.indexOf(tier) <= order.indexOf(wished.tier));
  const affordable = allowed.findLast(
    ({ tier, bitrate }) => throughput === undefined || throughput >= bitrate * (order.indexOf(tier) > rankOfCurrent ? safetyUp : safety),
  );
  const oneUp = probe ? allowed.find(({ tier }) => order.indexOf(tier) > rankOfCurrent) : undefined;
  const best = affordable && oneUp && order.indexOf(affordable.tier) > order.indexOf(oneUp.tier) ? affordable : (oneUp ?? affordable);
  const rendition = best ?? ranked[0] ?? wished;
  return { rendition, degraded: rendition.tier !== wished.tier };
}
