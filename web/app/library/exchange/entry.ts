/** A line of a playlist in a file: what it says of a song, as far as it says anything. */
import { isId, parseUri } from "../../../../domain/ids.ts";
import type { Song } from "../collection/items.ts";

/** Texts are empty, and lengths 0, where a file does not tell. */
export type ExchangeEntry = {
  /** The song's id here. */
  id: string | undefined;
  title: string;
  artists: string;
  album: string;
  isrc: string;
  /** Milliseconds. */
  duration: number;
  /** When it was added, ISO 8601. */
  added: string;
};

/** `line`: where it stands in the file, counted from 1; `text`: what a person recognises it by. */
export type ReadEntry = ExchangeEntry & { line: number; text: string };

/** @param name the file's own name for the list */
export type ReadList = { name: string | undefined; entries: readonly ReadEntry[] };

/** A playlist has no more items. */
export const mostEntries = 10_000;

export const emptyEntry: ExchangeEntry = { id: undefined, title: "", artists: "", album: "", isrc: "", duration: 0, added: "" };

/** The id in a URI of ours (or of the Web API's clients), or in the address of a track's page. */
export function trackIdOf(text: string): string | undefined {
  const trimmed = text.trim();
  const uri = parseUri(trimmed);
  if (uri) return uri.type === "track" ? uri.id : undefined;
  const id = /^https?:\/\/[^/]+\/(?:embed\/)?track\/([^/?#]+)/.exec(trimmed)?.[1];
  return id !== undefined && isId(id) ? id : undefined;
}

export function uriOfTrack(id: string): string {
  return `nearfield:track:${id}`;
}

export function entryOfSong(song: Song): ExchangeEntry {
  return {
    id: song.id,
    title: song.name,
    artists: song.artists.map((artist) => artist.name).join(", "),
    album: song.album.name,
    isrc: song.isrc ?? "",
    duration: song.duration_ms,
    added: song.added > 0 ? new Date(song.added).toISOString() : "",
  };
}

/** What a line is called by in a list of lines. */
export function textOf({ title, artists }: ExchangeEntry): string {
  return [artists, title].filter((part) => part !== "").join(" – ");
}
