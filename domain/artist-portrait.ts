/** What stands for an artist on a page: taken from albums of their own that may be heard where and when somebody looks. */
import type { Image } from "./catalogue.ts";
import { restrictAlbum } from "./playability.ts";

export type PortraitAlbum = {
  album: { released_at: number; markets: readonly string[] | null; genres: readonly string[]; cover: Image | null };
  group: string;
};

/**
 * @param albums newest first
 * @param now milliseconds since 1970
 */
export function portray(albums: readonly PortraitAlbum[], market: string, now: number): { genres: string[]; image: Image | null } {
  const own = albums.filter(({ album, group }) => group !== "appears_on" && restrictAlbum(album, market, now) === undefined);
  const genres = new Set(own.flatMap(({ album }) => album.genres));
  return { genres: [...genres].toSorted(), image: own.find(({ album }) => album.cover)?.album.cover ?? null };
}
