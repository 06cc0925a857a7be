import { expect, test } from "vitest";
import { tiers, type Tier } from "./ladder.ts";
import {
  decidePlayback,
  explicitAccessSchema,
  inherit,
  type ListenerTerms,
  type Playability,
  type PlayableTrack,
  type RefusalReason,
} from "./playability.ts";
import { deviceKindSchema, onEveryDevice, type PlanTable } from "./plan-table.ts";

const now = 1_700_000_000_000;
const deviceKinds = deviceKindSchema.options;
const extents = ["full", "preview", "none"] as const;

/** A table in which every cell differs from its neighbours, so that no row or column can be taken for another. */
const onDemand = { shuffleOnly: false, skipsAnHour: null };
const patchwork: PlanTable = {
  free: { ...onDemand, offline: false, hears: { ...onEveryDevice(["aac-128"]), speaker: ["vorbis-160"], tv: [], smartphone: ["flac"] } },
  premium: { ...onDemand, offline: true, hears: { ...onEveryDevice(tiers), automobile: ["aac-256", "vorbis-24"], unknown: [] } },
};
const plain: PlanTable = {
  free: { ...onDemand, offline: false, hears: onEveryDevice(["aac-128", "opus-24"]) },
  premium: { ...onDemand, offline: true, hears: onEveryDevice(tiers) },
};
const tables: Record<string, PlanTable> = { patchwork, plain };

const tierSets: Tier[][] = [[], [...tiers], ["flac", "aac-256"], ["aac-128", "flac"], ...tiers.map((tier): Tier[] => [tier])];

function* allTracks(): Generator<PlayableTrack> {
  for (const withdrawn of [false, true])
    for (const releasedAt of [now - 1, now, now + 1])
      for (const markets of [null, [], ["DE"], ["US", "JP"]])
        for (const explicit of [false, true]) for (const some of tierSets) yield { withdrawn, releasedAt, markets, explicit, tiers: some };
}

function* allListeners(): Generator<ListenerTerms> {
  for (const plan of ["free", "premium"] as const)
    for (const market of ["DE", "JP"])
      for (const explicit of explicitAccessSchema.options)
        for (const extent of extents)
          for (const device of [undefined, ...deviceKinds])
            for (const offline of [false, true]) yield { plan, market, explicit, extent, device, offline };
}

/** The rules as sentences, each by itself; the first that forbids is the reason. Lossy tiers up to 160 kbps make previews. */
function expected(table: PlanTable, track: PlayableTrack, listener: ListenerTerms): Playability {
  const cell =
    listener.device === undefined ? Object.values(table[listener.plan].hears).flat() : table[listener.plan].hears[listener.device];
  const fits = (tier: Tier) => listener.extent !== "preview" || /^(aac-128|vorbis-(24|96|160)|opus-24)$/.test(tier);
  const granted = tiers.filter((tier) => track.tiers.includes(tier) && cell.includes(tier) && fits(tier));
  const forbidden: [RefusalReason, boolean][] = [
    ["withdrawn", track.withdrawn],
    ["not_released", track.releasedAt > now],
    ["not_ready", !track.tiers.some(fits)],
    ["market", track.markets !== null && !track.markets.includes(listener.market)],
    ["under_age", track.explicit && listener.explicit === "under_age"],
    ["explicit", track.explicit && listener.explicit === "filtered"],
    ["account_required", listener.extent === "none"],
    ["plan", granted.length === 0],
    ["offline", listener.offline && !table[listener.plan].offline],
  ];
  const [reason] = forbidden.find(([, forbids]) => forbids) ?? [];
  return reason ? { kind: "refused", reason } : { kind: "granted", tiers: granted, preview: listener.extent === "preview" };
}

test.each(Object.keys(tables))("every cell of the %s table decides as its rules say, in their order", (name) => {
  const table = tables[name] ?? plain;
  const listeners = [...allListeners()];
  const seen = new Set<string>();
  let wrong: unknown;
  for (const track of allTracks()) {
    for (const listener of listeners) {
      const decision = decidePlayback(table, track, listener, now);
      seen.add(decision.kind === "granted" ? "granted" : decision.reason);
      // Compared as text first: a matcher's call for each of the half million cells would take minutes.
      if (JSON.stringify(decision) !== JSON.stringify(expected(table, track, listener))) wrong ??= { track, listener, decision };
    }
  }
  expect(wrong).toBeUndefined();
  expect(seen.size).toBe(10);
});

test("what the catalogue does not know is not found", () => {
  for (const listener of allListeners())
    expect(decidePlayback(plain, undefined, listener, now)).toEqual({ kind: "refused", reason: "not_found" });
});

test("a track stands as its album does, but for markets of its own", () => {
  const [album, track] = [
    { withdrawn: true, markets: ["DE"] },
    { withdrawn: false, markets: null },
  ];
  expect(inherit(track, album)).toEqual({ withdrawn: true, markets: ["DE"] });
  expect(inherit({ withdrawn: true, markets: ["JP"] }, { ...album, withdrawn: false })).toEqual({ withdrawn: true, markets: ["JP"] });
  expect(inherit(track, { withdrawn: false, markets: null })).toEqual({ withdrawn: false, markets: null });
});
