/** Saves lists as files. */
import { playlistsApi } from "../../api/playlists.ts";
import type { PlaylistItem } from "../../../../contracts/web-api/playlists.ts";
import { asRequestError } from "../../api/failure.ts";
import type { MenuAction } from "../../ui/Menu.tsx";
import { failureText, notify } from "../../ui/notices.ts";
import type { Song } from "../collection/items.ts";
import { t } from "../i18n/texts.ts";
import { writeCsvList } from "./csvList.ts";
import { entryOfSong, type ExchangeEntry } from "./entry.ts";
import { writeM3uList } from "./m3uList.ts";

type ExchangeFormat = "csv" | "m3u8";

const types: Readonly<Record<ExchangeFormat, string>> = { csv: "text/csv;charset=utf-8", m3u8: "audio/x-mpegurl;charset=utf-8" };

/** A name that file systems take, of what a list is called. */
function fileNameOf(name: string, ending: string): string {
  const plain = name
    .replace(/[\p{Cc}/\\:*?"<>|]+/gu, " ")
    .replace(/^\.+/, "")
    .trim();
  return `${plain.slice(0, 100) || "playlist"}.${ending}`;
}

export function saveFile(name: string, ending: string, text: string, type: string): string {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileNameOf(name, ending);
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return link.download;
}

function saveList(name: string, format: ExchangeFormat, entries: readonly ExchangeEntry[]): string {
  const text = format === "csv" ? writeCsvList(entries) : writeM3uList(name, entries);
  return saveFile(name, format, text, types[format]);
}

export function exportSongs(songs: readonly Song[], format: ExchangeFormat): void {
  const file = saveList(
    t("library.likedSongs"),
    format,
    songs.map((song) => entryOfSong(song)),
  );
  notify(t("export.started", { name: file }));
}

function entryOfItem({ track, added_at }: PlaylistItem): ExchangeEntry | undefined {
  if (!track) return undefined;
  return {
    id: track.id,
    title: track.name,
    artists: track.artists.map((artist) => artist.name).join(", "),
    album: track.album.name,
    isrc: track.external_ids.isrc ?? "",
    duration: track.duration_ms,
    added: added_at,
  };
}

async function itemsOf(id: string): Promise<PlaylistItem[]> {
  const items: PlaylistItem[] = [];
  for (;;) {
    const page = await playlistsApi.items(id, items.length);
    items.push(...page.items);
    if (page.next === null || page.items.length === 0) return items;
  }
}

/** Saves a playlist with all its items, however many pages that takes; tells what is left out, and of failures. */
async function exportPlaylist(playlist: { id: string; name: string }, format: ExchangeFormat): Promise<void> {
  try {
    const items = await itemsOf(playlist.id);
    const entries = items.flatMap((item) => entryOfItem(item) ?? []);
    const file = saveList(playlist.name, format, entries);
    const missing = items.length - entries.length;
    const told = t("export.started", { name: file });
    notify(missing === 0 ? told : `${told} ${t("export.missing", { count: missing })}`);
  } catch (thrown) {
    notify(t("export.failed", { reason: failureText(asRequestError(thrown)) }));
  }
}

/** For a playlist's menu. */
export function exportActions(playlist: { id: string; name: string }): MenuAction[] {
  return [
    { label: t("export.csv"), run: () => void exportPlaylist(playlist, "csv") },
    { label: t("export.m3u8"), run: () => void exportPlaylist(playlist, "m3u8") },
  ];
}
