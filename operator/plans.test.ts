import fc from "fast-check";
import { expect, test } from "vitest";
import { planSchema, tiers, type Tier } from "../domain/ladder.ts";
import { deviceKindSchema } from "../domain/plan-table.ts";
import { decidePlayback, explicitAccessSchema, type ListenerTerms, type PlayableTrack } from "../domain/playability.ts";
import { planTable } from "./plans.ts";

const now = 1_700_000_000_000;
const deviceKinds = deviceKindSchema.options;

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
  explicit: fc.constantFrom(...explicitAccessSchema.options),
  extent: fc.constantFrom("full", "preview", "none"),
  device: fc.constantFrom(undefined, ...deviceKinds),
  offline: fc.boolean(),
});

test("whoever may hear more hears at least as much", () => {
  const heard = (track: PlayableTrack, listener: ListenerTerms): readonly Tier[] => {
    const decision = decidePlayback(planTable, track, listener, now);
    return decision.kind === "granted" ? decision.tiers : [];
  };
  fc.assert(
    fc.property(tracks, listeners, (track, listener) => {
      const granted = heard(track, listener);
      const more: Partial<ListenerTerms>[] = [{ plan: "premium" }, { explicit: "allowed" }, { extent: "full" }, { device: undefined }];
      for (const change of [...more, { offline: false }])
        expect(heard(track, { ...listener, ...change })).toEqual(expect.arrayContaining([...granted]));
    }),
    { numRuns: 2000 },
  );
});

test("listening for free is on demand, up to 160 kbps, on every device, and online", () => {
  const track: PlayableTrack = { withdrawn: false, releasedAt: 0, markets: null, explicit: false, tiers };
  const listener: ListenerTerms = { plan: "free", market: "DE", explicit: "allowed", extent: "full", device: "computer", offline: false };
  for (const device of deviceKinds) {
    expect(decidePlayback(planTable, track, { ...listener, device }, now)).toEqual({
      kind: "granted",
      tiers: ["aac-128", "vorbis-24", "vorbis-96", "vorbis-160", "opus-24"],
      preview: false,
    });
    expect(decidePlayback(planTable, track, { ...listener, device, offline: true }, now)).toEqual({ kind: "refused", reason: "offline" });
    const all = { kind: "granted", tiers: [...tiers], preview: false };
    expect(decidePlayback(planTable, track, { ...listener, device, plan: "premium", offline: true }, now)).toEqual(all);
  }
});

test("every plan plays any track at any time, and skips as it likes", () => {
  for (const plan of planSchema.options) expect(planTable[plan]).toMatchObject({ shuffleOnly: false, skipsAnHour: null });
});
