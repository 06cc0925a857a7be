import fc from "fast-check";
import { expect, test } from "vitest";
import { ladder, tiers } from "./ladder.ts";
import { decidePlayback, inherit, type ListenerTerms, type PlayableTrack } from "./playability.ts";

const now = 1_700_000_000_000;
const tracks = fc.record<PlayableTrack>({
  withdrawn: fc.boolean(),
  releasedAt: fc.constantFrom(now - 1, now, now + 1),
  markets: fc.constantFrom(null, [], ["DE"], ["US", "DE"], ["JP"]),
  explicit: fc.boolean(),
  tiers: fc.subarray([...tiers]),
});
const listeners = fc.record<ListenerTerms>({
  plan: fc.constantFrom("free", "premium"),
  market: fc.constantFrom("DE", "JP", "US"),
  filterExplicit: fc.boolean(),
  extent: fc.constantFrom("full", "preview", "none"),
});

test("nothing is granted that any one rule forbids, and nothing is refused that all allow", () => {
  fc.assert(
    fc.property(tracks, listeners, (track, listener) => {
      const decision = decidePlayback(track, listener, now);
      const forbidden =
        track.withdrawn ||
        track.releasedAt > now ||
        (track.markets !== null && !track.markets.includes(listener.market)) ||
        (track.explicit && listener.filterExplicit) ||
        listener.extent === "none";
      if (forbidden) expect(decision.kind).toBe("refused");
      else if (decision.kind === "refused") expect(decision.reason).toBe("not_ready");
      else expect(decision.preview).toBe(listener.extent === "preview");
    }),
    { numRuns: 2000 },
  );
});

test("only tiers of the plan that exist are granted, and no lossless preview", () => {
  fc.assert(
    fc.property(tracks, listeners, (track, listener) => {
      const decision = decidePlayback(track, listener, now);
      if (decision.kind !== "granted") return;
      expect(decision.tiers.length).toBeGreaterThan(0);
      for (const tier of decision.tiers) {
        expect(track.tiers).toContain(tier);
        if (listener.plan === "free") expect(ladder[tier].plan).toBe("free");
        if (decision.preview) expect(["flac", "aac-256", "vorbis-320"]).not.toContain(tier);
      }
    }),
    { numRuns: 2000 },
  );
});

const playable: PlayableTrack = { withdrawn: false, releasedAt: 0, markets: null, explicit: false, tiers: ["aac-128"] };
const listener: ListenerTerms = { plan: "free", market: "DE", filterExplicit: false, extent: "full" };

test.each<[string, PlayableTrack | undefined, ListenerTerms]>([
  ["not_found", undefined, listener],
  ["withdrawn", { ...playable, withdrawn: true, markets: ["US"] }, listener],
  ["not_released", { ...playable, releasedAt: now + 1, markets: ["US"] }, listener],
  ["market", { ...playable, markets: ["US"], explicit: true }, { ...listener, filterExplicit: true }],
  ["explicit", { ...playable, explicit: true }, { ...listener, filterExplicit: true, extent: "none" }],
  ["account_required", playable, { ...listener, extent: "none" }],
  ["not_ready", { ...playable, tiers: ["flac"] }, listener],
])("refuses with %s before any later reason", (reason, track, terms) => {
  expect(decidePlayback(track, terms, now)).toEqual({ kind: "refused", reason });
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
