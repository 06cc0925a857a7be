/** May this be played, by whom, where, now: one pure decision for grants and for what lists mark as playable. */
import { z } from "zod";
import { tiers, type Plan, type Tier } from "./ladder.ts";
import { tiersOf, type DeviceKind, type PlanTable } from "./plan-table.ts";

export const refusalReasonSchema = z.enum([
  "not_found",
  /** Taken down. */
  "withdrawn",
  "not_released",
  /** No rendition that could be played: it is being prepared, or none is of a kind that was asked for. */
  "not_ready",
  /** Not in the listener's market. */
  "market",
  /** Marked explicit, which the listener does not want to hear. */
  "explicit",
  /** Marked explicit, for which the listener is too young. */
  "under_age",
  /** Guests hear nothing here. */
  "account_required",
  /** The listener's plan hears none of it on this kind of device. */
  "plan",
  /** The listener's plan keeps nothing offline. */
  "offline",
]);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** Whether a listener may hear what is marked explicit: no, where they asked for that or are too young. */
export const explicitAccessSchema = z.enum(["allowed", "filtered", "under_age"]);
export type ExplicitAccess = z.infer<typeof explicitAccessSchema>;

/** What the catalogue says of a track, market-neutral. */
export type PlayableTrack = {
  withdrawn: boolean;
  /** Milliseconds since 1970 from which it may be heard. */
  releasedAt: number;
  /** null: everywhere. */
  markets: readonly string[] | null;
  explicit: boolean;
  tiers: readonly Tier[];
};

type Standing = { withdrawn: boolean; markets: string[] | null };

/** What holds for a track on its album: the album's takedown is the track's, and its markets where the track has none of its own. */
export function inherit(track: Standing, album: Standing): Standing {
  return { withdrawn: album.withdrawn || track.withdrawn, markets: track.markets ?? album.markets };
}

export type ListenerTerms = {
  plan: Plan;
  market: string;
  explicit: ExplicitAccess;
  /** How much of a track: what the operator lets this listener hear. */
  extent: "full" | "preview" | "none";
  /** What will play it; undefined before that is known, as in lists. */
  device: DeviceKind | undefined;
  /** The track is to be kept on the device. */
  offline: boolean;
};

export type Playability = { kind: "granted"; tiers: Tier[]; preview: boolean } | { kind: "refused"; reason: RefusalReason };

/** Lossless stays out of previews: its prefix would be most of what a preview costs. */
const previewTiers = new Set<Tier>(["aac-128", "vorbis-24", "vorbis-96", "vorbis-160", "opus-24"]);

function refused(reason: RefusalReason): Playability {
  return { kind: "refused", reason };
}

/**
 * Granted tiers come in ladder order. Reasons are ordered from what nobody may hear to what this listener may not:
 * a takedown is never explained away by a market.
 * @param now milliseconds since 1970
 */
export function decidePlayback(table: PlanTable, track: PlayableTrack | undefined, listener: ListenerTerms, now: number): Playability {
  if (!track) return refused("not_found");
  if (track.withdrawn) return refused("withdrawn");
  if (now < track.releasedAt) return refused("not_released");
  const preview = listener.extent === "preview";
  const playable = tiers.filter((tier) => track.tiers.includes(tier) && (!preview || previewTiers.has(tier)));
  if (playable.length === 0) return refused("not_ready");
  if (track.markets && !track.markets.includes(listener.market)) return refused("market");
  if (track.explicit && listener.explicit !== "allowed") return refused(listener.explicit === "under_age" ? "under_age" : "explicit");
  if (listener.extent === "none") return refused("account_required");
  const terms = table[listener.plan];
  const heard = tiersOf(terms, listener.device);
  const granted = playable.filter((tier) => heard.has(tier));
  if (granted.length === 0) return refused("plan");
  if (listener.offline && !terms.offline) return refused("offline");
  return { kind: "granted", tiers: granted, preview };
}

/** Why an album as a whole can't be heard here and now, for lists and pages; undefined when it can. */
export function restrictAlbum(
  album: { released_at: number; markets: readonly string[] | null },
  market: string,
  now: number,
): "not_released" | "market" | undefined {
  if (now < album.released_at) return "not_released";
  return album.markets && !album.markets.includes(market) ? "market" : undefined;
}
