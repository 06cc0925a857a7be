/** Which plan hears what, where: data of the operator's (operator/plans.ts), read by the one decision on playback. */
import { z } from "zod";
import type { Plan, Tier } from "./ladder.ts";

/** What plays: the Web API's device types, in small letters; `unknown` is what does not say. */
export const deviceKindSchema = z.enum(["computer", "tablet", "smartphone", "speaker", "tv", "game_console", "automobile", "unknown"]);
export type DeviceKind = z.infer<typeof deviceKindSchema>;

export type PlanTerms = {
  /** Tiers that may be heard on each kind of device; none: nothing plays there. */
  hears: Readonly<Record<DeviceKind, readonly Tier[]>>;
  /** Whether tracks may be kept on a device without a connection. */
  offline: boolean;
  /** Whether contexts play shuffled, and no track of them can be chosen, where a session is shared by devices (Connect). */
  shuffleOnly: boolean;
  /** Tracks that may be skipped in an hour there; null: as many as one likes. */
  skipsAnHour: number | null;
};
export type PlanTable = Readonly<Record<Plan, PlanTerms>>;

/** The same tiers whatever plays them. */
export function onEveryDevice(tiers: readonly Tier[]): PlanTerms["hears"] {
  return {
    computer: tiers,
    tablet: tiers,
    smartphone: tiers,
    speaker: tiers,
    tv: tiers,
    game_console: tiers,
    automobile: tiers,
    unknown: tiers,
  };
}

/** @param device undefined: before it is known what plays, as in lists; then what some device may */
export function tiersOf(terms: PlanTerms, device: DeviceKind | undefined): ReadonlySet<Tier> {
  return new Set(device === undefined ? Object.values(terms.hears).flat() : terms.hears[device]);
}
