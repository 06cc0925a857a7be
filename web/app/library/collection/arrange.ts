/** The order and the choice of what a list of kept things shows. Pure. */
import { fold, matcherOf } from "./fold.ts";
import type { Credited } from "./items.ts";

export const sortKeys = ["added", "title", "artist", "album", "length", "released"] as const;
export type SortKey = (typeof sortKeys)[number];

/** What is sorted by; what a kind of thing does not have is left out. */
export type Arrangeable = {
  id: string;
  name: string;
  artists?: readonly Credited[];
  album?: { name: string };
  owner?: { name: string };
  duration_ms?: number;
  release_date?: string;
};

/** Folding ten thousand texts takes longer than looking through them: each is folded once. */
const folded = new WeakMap<Arrangeable, string>();

function searchTextOf(item: Arrangeable): string {
  const known = folded.get(item);
  if (known !== undefined) return known;
  const artists = item.artists?.map((artist) => artist.name) ?? [];
  const text = fold([item.name, ...artists, item.album?.name ?? "", item.owner?.name ?? ""].join("\n"));
  folded.set(item, text);
  return text;
}

type Compare = (a: Arrangeable, b: Arrangeable) => number;

function comparatorsOf(language: string): Record<Exclude<SortKey, "added">, Compare> {
  const { compare } = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const byTitle: Compare = (a, b) => compare(a.name, b.name);
  const byAlbum: Compare = (a, b) => compare(a.album?.name ?? "", b.album?.name ?? "");
  const artistOf = ({ artists, owner }: Arrangeable) => artists?.[0]?.name ?? owner?.name ?? "";
  return {
    title: byTitle,
    artist: (a, b) => compare(artistOf(a), artistOf(b)) || byAlbum(a, b) || byTitle(a, b),
    album: (a, b) => byAlbum(a, b) || byTitle(a, b),
    length: (a, b) => (a.duration_ms ?? 0) - (b.duration_ms ?? 0),
    // Newest first, as lists of releases are.
    released: (a, b) => (b.release_date ?? "").localeCompare(a.release_date ?? "") || byTitle(a, b),
  };
}

/** @param items newest first, which is the order of `added`; what compares equal keeps it */
export function sortItems<Item extends Arrangeable>(items: readonly Item[], key: SortKey, language: string): readonly Item[] {
  return key === "added" ? items : items.toSorted(comparatorsOf(language)[key]);
}

/** @param typed words that each have to stand in title, artist, album or owner */
export function filterItems<Item extends Arrangeable>(items: readonly Item[], typed: string): readonly Item[] {
  if (typed.trim() === "") return items;
  const matches = matcherOf(typed);
  return items.filter((item) => matches(searchTextOf(item)));
}
