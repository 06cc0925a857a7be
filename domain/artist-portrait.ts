/** What stands for an artist on a page: taken from albums of their own that may be heard where and when somebody looks. */
import type { Image } from "./catalogue.ts";
import { restrictAlbum } from "./playability.ts";

/** What one album gives to its artist's portrait. */
export type PortraitPart = {
  /** Milliseconds since 1970. */
  released_at: number;
  markets: string[] | null;
  genres: string[];
  cover: Image | null;
};

/**
 * The parts that say the same of an artist as all of their albums do, to whoever looks from `now` on: mostly one or two.
 * @param albums newest first
 * @param now milliseconds since 1970
 */
export function condensePortrait(albums: readonly { album: PortraitPart; group: string }[], now: number): PortraitPart[] {
  const parts: PortraitPart[] = [];
  for (const { album, group } of albums) {
    if (group === "appears_on") continue;
    const { released_at, markets } = album;
    // Whoever may see this album sees these too.
    const seenAnyway = parts.filter((part) => part.released_at <= now && (!part.markets || isSame(part.markets, markets)));
    const cover = seenAnyway.some((part) => part.cover) ? null : album.cover;
    const genres = album.genres.filter((genre) => !seenAnyway.some((part) => part.genres.includes(genre)));
    if (cover || genres.length > 0) parts.push({ released_at, markets, genres, cover });
  }
  return parts;
}

function isSame(some: readonly string[], others: readonly string[] | null): boolean {
  return others !== null && some.length === others.length && some.every((market) => others.includes(market));
}

/**
 * @param parts of albums, newest first
 * @param now milliseconds since 1970
 */
export function portray(parts: readonly PortraitPart[], market: string, now: number): { genres: string[]; image: Image | null } {
  const visible = parts.filter((part) => restrictAlbum(part, market, now) === undefined);
  const genres = new Set(visible.flatMap((part) => part.genres));
  return { genres: [...genres].toSorted(), image: visible.find((part) => part.cover)?.cover ?? null };
}
