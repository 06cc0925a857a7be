/** What people do to a playlist, at random. */
import type { Operation, PlaylistSnapshot } from "../../../domain/playlist/schema.ts";
import type { Random } from "./random.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export function trackUri(number: number): string {
  return `nearfield:track:${String(number).padStart(22, "0")}`;
}

export function emptySnapshot(): PlaylistSnapshot {
  return { revision: 0, details: { name: "All of us", description: "", public: false, collaborative: false, image: null }, items: [] };
}

export function randomId(random: Random, length = 22): string {
  return Array.from({ length }, () => digits[random.below(digits.length)]).join("");
}

/** @param view what the person sees while they do it */
export function randomOperation(random: Random, view: PlaylistSnapshot): Operation {
  const uids = view.items.map(({ uid }) => uid);
  const place = (): { after?: string | null } => {
    if (random.chance(0.2)) return {};
    return { after: random.chance(0.15) ? null : (random.pick(uids) ?? null) };
  };
  const some = (most: number) => {
    if (random.chance(0.5)) {
      const start = random.below(uids.length);
      return uids.slice(start, start + 1 + random.below(most));
    }
    return [...new Set(Array.from({ length: 1 + random.below(most) }, () => random.pick(uids) ?? ""))];
  };
  const fresh = (most: number) =>
    Array.from({ length: 1 + random.below(most) }, () => ({ uid: randomId(random, 12), uri: trackUri(random.below(50)) }));
  const die = random.below(100);
  if (uids.length === 0 || die < 42) return { type: "add", items: fresh(3), ...place() };
  if (die < 62) return { type: "remove", uids: some(4) };
  if (die < 84) return { type: "move", uids: some(5), ...place() };
  if (die < 88) return replaceSome(random, view, fresh(3));
  if (die < 92) return { type: "describe", name: `Name ${random.below(1000)}`, ...(random.chance(0.5) && { description: "So it goes" }) };
  if (die < 97) return { type: "undo" };
  return { type: "restore", revision: random.below(view.revision + 1) };
}

/** Shuffles what is there, leaves some out, puts others in. */
function replaceSome(random: Random, view: PlaylistSnapshot, fresh: { uid: string; uri: string }[]): Operation {
  const kept = view.items.filter(() => random.chance(0.8)).map(({ uid, uri }) => ({ uid, uri }));
  const items = [...kept, ...fresh].map((item) => ({ item, key: random.below(1_000_000) }));
  return { type: "replace", items: items.toSorted((one, other) => one.key - other.key).map(({ item }) => item) };
}
