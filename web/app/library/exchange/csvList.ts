/** A playlist as a table. Columns are named as other services and their tools name them, and found by those names. */
import { delimiterOf, parseCsv, writeCsv } from "./csv.ts";
import { emptyEntry, textOf, trackIdOf, uriOfTrack, type ExchangeEntry, type ReadEntry, type ReadList } from "./entry.ts";

type Column = "uri" | "title" | "artists" | "album" | "isrc" | "milliseconds" | "seconds" | "added";

const written: readonly [header: string, cellOf: (entry: ExchangeEntry) => string][] = [
  ["Track URI", ({ id }) => (id === undefined ? "" : uriOfTrack(id))],
  ["Track Name", ({ title }) => title],
  ["Artist Name(s)", ({ artists }) => artists],
  ["Album Name", ({ album }) => album],
  ["ISRC", ({ isrc }) => isrc],
  ["Duration (ms)", ({ duration }) => (duration > 0 ? String(duration) : "")],
  ["Added At", ({ added }) => added],
];

/** Headers in small letters, without anything but letters. */
const columnOfHeader: Readonly<Record<string, Column>> = {
  trackuri: "uri",
  uri: "uri",
  url: "uri",
  link: "uri",
  trackurl: "uri",
  spotifyuri: "uri",
  trackname: "title",
  title: "title",
  track: "title",
  song: "title",
  songname: "title",
  name: "title",
  titel: "title",
  artistnames: "artists",
  artistname: "artists",
  artists: "artists",
  artist: "artists",
  interpret: "artists",
  albumname: "album",
  album: "album",
  isrc: "isrc",
  durationms: "milliseconds",
  trackdurationms: "milliseconds",
  duration: "seconds",
  length: "seconds",
  addedat: "added",
  dateadded: "added",
};

function columnsOf(headers: readonly string[]): (Column | undefined)[] {
  return headers.map((header) => columnOfHeader[header.toLowerCase().replace(/[^\p{L}]/gu, "")]);
}

/** “217”, “3:37” or “1:02:03” as milliseconds; 0 for what is none. */
function millisecondsOf(text: string): number {
  const parts = text.trim().split(":").map(Number);
  if (text.trim() === "" || parts.some((part) => !Number.isFinite(part) || part < 0)) return 0;
  return Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 1000);
}

function entryOf(columns: readonly (Column | undefined)[], cells: readonly string[], line: number): ReadEntry {
  const cellOf = (column: Column): string => cells[columns.indexOf(column)] ?? "";
  // Where no column is known for links, one of ours is still found wherever it stands.
  const id = trackIdOf(cellOf("uri")) ?? cells.map((cell) => trackIdOf(cell)).find((found) => found !== undefined);
  const entry: ExchangeEntry = {
    ...emptyEntry,
    id,
    title: cellOf("title"),
    artists: cellOf("artists"),
    album: cellOf("album"),
    isrc: cellOf("isrc"),
    duration: Math.round(Number(cellOf("milliseconds"))) || millisecondsOf(cellOf("seconds")),
    added: cellOf("added"),
  };
  return { ...entry, line, text: textOf(entry) || cells.filter((cell) => cell !== "").join(", ") };
}

export function writeCsvList(entries: readonly ExchangeEntry[]): string {
  const rows = entries.map((entry) => written.map(([, cellOf]) => cellOf(entry)));
  // Without the mark, spreadsheets take UTF-8 for something else.
  return `\uFEFF${writeCsv([written.map(([header]) => header), ...rows])}`;
}

/** Without a line of known headers, each line is a link, or a title with its artist. */
export function readCsvList(text: string): ReadList {
  const plain = text.replace(/^\uFEFF/, "");
  const [head, ...rest] = parseCsv(plain, delimiterOf(plain));
  if (!head) return { name: undefined, entries: [] };
  const columns = columnsOf(head.cells);
  const hasHeader = columns.some((column) => column !== undefined) && head.cells.every((cell) => trackIdOf(cell) === undefined);
  const rows = hasHeader ? rest : [head, ...rest];
  const known = hasHeader ? columns : (["title", "artists", "album"] as const);
  return { name: undefined, entries: rows.map(({ cells, line }) => entryOf(known, cells, line)) };
}
