/** What a release of the demo catalogue is, as data. */
import type { WaveFormat } from "../wav.ts";
import type { Score } from "../score/form.ts";
import type { Style } from "../styles/compose.ts";
import type { Motif } from "../cover/motifs.ts";

export interface DemoTrack {
  title: string;
  artists: readonly string[];
  genres: readonly string[];
  /** Its seed is unique in the catalogue and is part of the ISRC. */
  score: Score & { style: Style };
  isrc: string;
  explicit?: boolean;
}

export interface DemoRelease {
  slug: string;
  title: string;
  artists: readonly string[];
  type: "album" | "single" | "compilation";
  label: string;
  upc: string;
  /** ISO 8601 day. */
  date: string;
  /** RFC 3339: nobody may hear it before. */
  instant?: string;
  /** Only there. */
  markets?: readonly string[];
  genres: readonly string[];
  /** One piece, rendered once and cut into tracks. */
  isContinuous?: boolean;
  format: WaveFormat;
  cover: { motif: Motif; /** Ground first, then from dark to light. */ colours: readonly string[]; seed: number };
  tracks: readonly DemoTrack[];
}

export const compactDisc: WaveFormat = { rate: 44100, bits: 16 };
export const studio: WaveFormat = { rate: 48000, bits: 24 };

/** GS1 keeps numbers that begin with 2 for use within one house, so no shop knows them. */
export function upcOf(item: number): string {
  const digits = `2990000${String(item).padStart(4, "0")}`;
  const sum = digits.split("").reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** ISRC with a country code that is never given out (`ZZ`), the year, and the track's seed. */
function isrcOf(year: number, seed: number): string {
  return `ZZNF1${String(year % 100).padStart(2, "0")}${String(seed).padStart(5, "0")}`;
}

type Written = Omit<DemoTrack["score"], "style"> & {
  title: string;
  by?: readonly string[];
  explicit?: boolean;
  style?: Style;
  genres?: readonly string[];
};

/** Tracks of one style and artist; each may say otherwise for itself. */
export function tracksOf(
  year: number,
  style: Style,
  artists: readonly string[],
  genres: readonly string[],
  list: readonly Written[],
): DemoTrack[] {
  return list.map(({ title, by, explicit, style: own, genres: ownGenres, ...score }) => ({
    title,
    artists: by ?? artists,
    genres: ownGenres ?? genres,
    score: { ...score, style: own ?? style },
    isrc: isrcOf(year, score.seed),
    ...(explicit ? { explicit } : {}),
  }));
}
