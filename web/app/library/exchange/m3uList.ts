/** A playlist as extended M3U, in UTF-8: a line that describes a song, and one that says where it is. */
import { emptyEntry, textOf, trackIdOf, uriOfTrack, type ExchangeEntry, type ReadEntry, type ReadList } from "./entry.ts";

function inOneLine(text: string): string {
  return text.replace(/[\r\n\u0085\u2028\u2029]+/g, " ").trim();
}

function linesOf(entry: ExchangeEntry): string[] {
  if (entry.id === undefined) return [];
  const seconds = entry.duration > 0 ? Math.round(entry.duration / 1000) : -1;
  const names = [entry.artists, entry.title].map((name) => inOneLine(name)).filter((name) => name !== "");
  return [
    `#EXTINF:${seconds},${names.join(" - ")}`,
    ...(inOneLine(entry.album) === "" ? [] : [`#EXTALB:${inOneLine(entry.album)}`]),
    ...(inOneLine(entry.isrc) === "" ? [] : [`#EXT-ISRC:${inOneLine(entry.isrc)}`]),
    uriOfTrack(entry.id),
  ];
}

export function writeM3uList(name: string, entries: readonly ExchangeEntry[]): string {
  const lines = ["#EXTM3U", `#PLAYLIST:${inOneLine(name)}`, ...entries.flatMap((entry) => linesOf(entry))];
  return `${lines.join("\n")}\n`;
}

function splitNames(text: string): { artists: string; title: string } {
  const [first = "", ...rest] = text.split(/ [-–] /);
  return rest.length === 0 ? { artists: "", title: first.trim() } : { artists: first.trim(), title: rest.join(" - ").trim() };
}

/** `Music/02 - Artist - Title.mp3` says at least something. */
function namesOfPath(path: string): { artists: string; title: string } {
  const file = path.split(/[/\\]/).at(-1) ?? path;
  const plain = file.replace(/\.[A-Za-z0-9]{2,5}$/, "").replace(/^\d{1,3}[.\s_-]+(?=\S)/, "");
  return splitNames(plain.replaceAll("_", " "));
}

type Described = Partial<ExchangeEntry>;

function describe(line: string): Described {
  const info = /^#EXTINF:\s*(-?[\d.]+)[^,]*,(.*)$/i.exec(line);
  if (info) return { duration: Math.max(0, Math.round(Number(info[1]) * 1000)) || 0, ...splitNames(info[2] ?? "") };
  const [, tag = "", value = ""] = /^#(EXTALB|EXTART|EXT-ISRC):(.*)$/i.exec(line) ?? [];
  if (tag === "") return {};
  const field = { EXTALB: "album", EXTART: "artists", "EXT-ISRC": "isrc" }[tag.toUpperCase()] ?? "album";
  return { [field]: value.trim() };
}

/** Whatever is no comment is an entry; comments before it describe it. */
export function readM3uList(text: string): ReadList {
  let name: string | undefined;
  let described: Described = {};
  const entries: ReadEntry[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim();
    if (line === "") continue;
    if (line.startsWith("#")) {
      name ??= /^#PLAYLIST:(.*)$/i.exec(line)?.[1]?.trim();
      Object.assign(described, describe(line));
      continue;
    }
    const id = trackIdOf(line);
    const guessed = id === undefined && described.title === undefined ? namesOfPath(line) : {};
    const entry: ExchangeEntry = { ...emptyEntry, ...guessed, ...described, id };
    entries.push({ ...entry, line: index + 1, text: textOf(entry) || line });
    described = {};
  }
  return { name: name === "" ? undefined : name, entries };
}
