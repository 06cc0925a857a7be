/** Who stands beside an artist: counted from the credits of albums and their tracks. */
import type { ArtistCredit } from "./catalogue.ts";

/** Credits shared, by artist. */
export type Companions = Record<string, number>;

/** How many an album remembers of one artist. */
const companionsHeld = 50;

type Credited = { artists: readonly ArtistCredit[] };

/** A compilation's artists are nobody. */
export function isSomebody(credit: Pick<ArtistCredit, "name">): boolean {
  return !/^various artists$/i.test(credit.name);
}

/**
 * Of each artist on an album: whoever shares a credit. On one's own album that is everybody who stands on it, a time for each track;
 * on somebody else's, whose album it is and who else is on the same tracks.
 */
export function companionsOf(album: Credited, tracks: readonly Credited[]): Map<string, Companions> {
  const owners = album.artists.filter(isSomebody).map((credit) => credit.id);
  const groups = [
    owners,
    ...tracks.map((track) => [...new Set([...owners, ...track.artists.filter(isSomebody).map((credit) => credit.id)])]),
  ];
  const counted = new Map<string, Map<string, number>>();
  for (const group of groups) {
    for (const one of group) {
      const others = counted.get(one) ?? new Map<string, number>();
      counted.set(one, others);
      for (const other of group) if (other !== one) others.set(other, (others.get(other) ?? 0) + 1);
    }
  }
  return new Map(Array.from(counted, ([id, others]) => [id, Object.fromEntries(rank(others).slice(0, companionsHeld))]));
}

/** Most first; those that are equal by id, so that everybody sees one order. */
export function rank(counts: ReadonlyMap<string, number>): [id: string, count: number][] {
  return [...counts].toSorted(([one, some], [other, more]) => more - some || (one < other ? -1 : 1));
}
