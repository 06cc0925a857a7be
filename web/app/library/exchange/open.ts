/** From a file to songs: read, checked, and matched against the catalogue and what the listener likes. */
import type { Track } from "../../../../contracts/web-api/tracks.ts";
import { getJson } from "../../api/client.ts";
import { collections } from "../collection/collections.ts";
import { t } from "../i18n/texts.ts";
import { mostEntries, type ReadList } from "./entry.ts";
import { finderAmong, matchEntries, type Matches } from "./match.ts";
import { largestFile, readList } from "./read.ts";

export type OpenedList = Matches & { name: string };

async function read(file: File): Promise<ReadList> {
  // The words are for whoever chose the file.
  if (file.size > largestFile) throw new RangeError(t("import.tooLarge"));
  const list = readList(file.name, new Uint8Array(await file.arrayBuffer()));
  if (!list) throw new RangeError(t("import.unreadable"));
  const count = list.entries.length;
  if (count === 0) throw new RangeError(t("import.noEntries"));
  if (count > mostEntries) throw new RangeError(t("import.tooLong", { count, most: mostEntries }));
  return list;
}

async function lookUp(ids: readonly string[]): Promise<Set<string>> {
  const { tracks } = await getJson<{ tracks: (Track | null)[] }>(`/v1/tracks?ids=${ids.join(",")}`);
  // The answer is in the order asked: another id may stand in a song's place.
  return new Set(ids.filter((_, index) => tracks[index] !== null && tracks[index] !== undefined));
}

/** @throws RangeError with words for the visitor where the file is at fault; RequestError */
export async function openList(file: File, progress: (done: number, total: number) => void): Promise<OpenedList> {
  const list = await read(file);
  const total = list.entries.length;
  const songs = collections.peek()?.songs;
  // Lines without a link can only be known from what is at hand.
  if (songs && list.entries.some(({ id }) => id === undefined)) await songs.refresh();
  const find = finderAmong(songs?.state.peek().items ?? []);
  const matches = await matchEntries(list.entries, { lookUp, find, progress: (done) => progress(done, total) });
  return { ...matches, name: list.name ?? t("sidebar.newName") };
}
