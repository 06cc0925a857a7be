/** Lyrics as tags and LRC files hold them → lines, with times where they are synchronised. */
import type { ILyricsTag } from "music-metadata";
import type { TrackInput } from "../../domain/release.ts";

type Lyrics = NonNullable<TrackInput["lyrics"]>;
type Line = Lyrics["lines"][number];

const mostLines = 2000;
const longestLine = 1000;

function tidy(lines: Line[]): Lyrics | undefined {
  const kept = lines.map((line) => ({ ...line, text: line.text.trim().slice(0, longestLine) }));
  while (kept.length > 0 && kept.at(-1)?.text === "") kept.pop();
  return kept.some(({ text }) => text !== "") ? { lines: kept.slice(0, mostLines) } : undefined;
}

const stamp = /\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/g;

/** `[mm:ss.xx]` in milliseconds; hundredths or thousandths. */
function milliseconds(match: RegExpMatchArray): number {
  const [, minutes = "0", seconds = "0", fraction = ""] = match;
  return Number(minutes) * 60_000 + Number(seconds) * 1000 + Math.round(Number(`0.${fraction || "0"}`) * 1000);
}

/**
 * Plain text, or LRC: a line may carry several times, and `[offset:±ms]` shifts all of them (positive: earlier).
 * Word times of the enhanced form (`<mm:ss.xx>`) are left out.
 */
export function parseLyrics(text: string): Lyrics | undefined {
  const rows = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  if (!rows.some((row) => row.trimStart().search(stamp) === 0)) return tidy(rows.map((row) => ({ text: row })));
  const offset = Number(/^\[offset:\s*([+-]?\d+)\s*\]/im.exec(text)?.[1] ?? 0);
  const lines = rows.flatMap((row) => {
    const words = row
      .replaceAll(stamp, "")
      .replaceAll(/<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>/g, "")
      .trim();
    return [...row.matchAll(stamp)].map((match) => ({ at_ms: Math.max(0, milliseconds(match) - offset), text: words }));
  });
  return tidy(lines.toSorted((a, b) => a.at_ms - b.at_ms));
}

/** Synchronised lyrics win over plain ones. */
export function lyricsOf(tags: readonly ILyricsTag[]): Lyrics | undefined {
  for (const { syncText } of tags) {
    const lines = syncText.map(({ timestamp, text }) => ({
      ...(timestamp !== undefined && { at_ms: Math.max(0, Math.round(timestamp)) }),
      text,
    }));
    const lyrics = tidy(lines);
    if (lyrics?.lines.some(({ at_ms }) => at_ms !== undefined)) return lyrics;
  }
  for (const { text } of tags) {
    const lyrics = text === undefined ? undefined : parseLyrics(text);
    if (lyrics) return lyrics;
  }
  return undefined;
}
