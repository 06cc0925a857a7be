/** Which songs of the catalogue the lines of a file mean: by link, else by ISRC, else by title, artist and length. Pure but for looking links up. */
import { fold } from "../collection/fold.ts";
import type { Song } from "../collection/items.ts";
import type { ReadEntry } from "./entry.ts";

export type Matched = { entry: ReadEntry; id: string };
export type Matches = { found: readonly Matched[]; missing: readonly ReadEntry[] };

/** As many as the Web API answers in one request. */
const batchSize = 50;
/** By how much two lengths of one recording differ at most, milliseconds. */
const lengthTolerance = 3000;

function isrcOf(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

function titleOf(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

type Finder = (entry: ReadEntry) => string | undefined;

/** Finds lines without a link among songs that are at hand. */
export function finderAmong(songs: readonly Song[]): Finder {
  const byIsrc = new Map(songs.flatMap((song) => (song.isrc === undefined ? [] : [[isrcOf(song.isrc), song.id]])));
  const byTitle = Map.groupBy(songs, (song) => titleOf(song.name));
  const fits = (entry: ReadEntry, song: Song) => {
    const artists = titleOf(entry.artists);
    const isTheirs = song.artists.some((artist) => artists.includes(titleOf(artist.name)));
    return artists !== "" && isTheirs && (entry.duration === 0 || Math.abs(entry.duration - song.duration_ms) <= lengthTolerance);
  };
  return (entry) => {
    const known = entry.isrc === "" ? undefined : byIsrc.get(isrcOf(entry.isrc));
    return known ?? byTitle.get(titleOf(entry.title))?.find((song) => fits(entry, song))?.id;
  };
}

export type MatchNeeds = {
  /** Which of at most fifty ids are in the catalogue. @throws RequestError */
  lookUp: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  find: Finder;
  progress: (done: number) => void;
};

/** Every entry is either found or missing, in the file's order. @throws RequestError */
export async function matchEntries(entries: readonly ReadEntry[], { lookUp, find, progress }: MatchNeeds): Promise<Matches> {
  const ids = [...new Set(entries.flatMap(({ id }) => (id === undefined ? [] : [id])))];
  const known = new Set<string>();
  for (let from = 0; from < ids.length; from += batchSize) {
    for (const id of await lookUp(ids.slice(from, from + batchSize))) known.add(id);
    progress(Math.round((Math.min(from + batchSize, ids.length) / ids.length) * entries.length));
  }
  const found: Matched[] = [];
  const missing: ReadEntry[] = [];
  for (const entry of entries) {
    const id = entry.id !== undefined && known.has(entry.id) ? entry.id : find(entry);
    if (id === undefined) missing.push(entry);
    else found.push({ entry, id });
  }
  progress(entries.length);
  return { found, missing };
}
