/** What one file says of itself, in the catalogue's own terms. */
import type { IAudioMetadata, ICommonTagsResult } from "music-metadata";
import { isrcSchema, languageSchema, mbidSchema, releaseDateSchema, upcSchema } from "../../domain/catalogue.ts";
import type { ArtistInput, TrackInput } from "../../domain/release.ts";
import { lyricsOf } from "./lyrics.ts";

export type FileTags = {
  title?: string;
  album?: string;
  artists: ArtistInput[];
  albumArtists: ArtistInput[];
  disc?: number;
  number?: number;
  date?: string;
  genres: string[];
  language?: string;
  isrc?: string;
  upc?: string;
  label?: string;
  cLine?: string;
  pLine?: string;
  recordingMbid?: string;
  releaseMbid?: string;
  releaseTypes: string[];
  compilation: boolean;
  gapless: boolean;
  explicit?: boolean;
  lyrics?: TrackInput["lyrics"];
  replayGain?: TrackInput["replay_gain"];
  /** Bytes of the largest embedded picture; 0 for none. */
  pictureBytes: number;
};

type Natives = IAudioMetadata["native"];

export const noTags: FileTags = {
  artists: [],
  albumArtists: [],
  genres: [],
  releaseTypes: [],
  compilation: false,
  gapless: false,
  pictureBytes: 0,
};

function valid<Value>(schema: { safeParse(value: unknown): { success: boolean; data?: Value } }, value: unknown): Value | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function text(value: string | undefined, limit = 500): string | undefined {
  const trimmed = value?.replaceAll("\0", " ").trim().slice(0, limit);
  return trimmed === "" ? undefined : trimmed;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Where one text names several: `A; B`, and guests after `feat.`. Ampersands and commas stay: many artists have them in their name. */
export function splitArtists(credit: string): string[] {
  return unique(
    credit
      .split(/\s*(?:;|\0|\s[([]?(?:feat\.?|ft\.?|featuring)\s)\s*/i)
      .map((name) => name.replace(/[)\]]$/, (end) => (name.includes(end === ")" ? "(" : "[") ? end : "")).trim())
      .filter((name) => name !== ""),
  );
}

/** Names with their MusicBrainz ids, where there is exactly one for each. */
function credits(names: readonly string[], mbids: readonly string[] | undefined): ArtistInput[] {
  const paired = mbids?.length === names.length;
  return names.map((name, index) => {
    const mbid = paired ? valid(mbidSchema, mbids[index]?.toLowerCase()) : undefined;
    return mbid ? { name, mbid } : { name };
  });
}

function namesOf(list: readonly string[] | undefined, single: string | undefined): string[] {
  const given = (list ?? []).flatMap((name) => text(name) ?? []);
  if (given.length > 1) return unique(given);
  const credit = text(given[0] ?? single);
  return credit ? splitArtists(credit) : [];
}

/** `2012-12-15`, `20121215`, `2012-12-15T00:00:00Z`, `2012/12`, `2012` → as much of an ISO date as is there. */
export function dateOf(value: string | number | undefined): string | undefined {
  const [, year, month, day] = /^\s*(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?/.exec(String(value ?? "")) ?? [];
  if (!year || year === "0000") return undefined;
  const candidates = [[year, month, day], [year, month], [year]];
  for (const parts of candidates) {
    const date = parts.includes(undefined) ? undefined : valid(releaseDateSchema, parts.join("-"));
    if (date) return date;
  }
  return undefined;
}

/** ISO 639-2 codes of ID3 that name nothing: undefined, miscellaneous. */
const noLanguage = new Set(["und", "xxx", "mis", "mul"]);

export function languageOf(value: string | undefined): string | undefined {
  const given = text(value);
  if (!given) return undefined;
  const code = languageCodes.get(given.toLowerCase()) ?? given.replace("_", "-").replace(/^[A-Za-z]+/, (primary) => primary.toLowerCase());
  return noLanguage.has(code) ? undefined : valid(languageSchema, code);
}

/** BCP 47 wants the two-letter code where there is one; tags mostly have three letters or the English name. */
const languageCodes = new Map(
  "en eng english|de deu ger german|fr fra fre french|es spa spanish|it ita italian|pt por portuguese|nl nld dut dutch|sv swe swedish|no nor norwegian|da dan danish|fi fin finnish|pl pol polish|ru rus russian|uk ukr ukrainian|cs ces cze czech|el ell gre greek|tr tur turkish|ar ara arabic|he heb hebrew|hi hin hindi|ja jpn japanese|ko kor korean|zh zho chi chinese"
    .split("|")
    .flatMap((names) => {
      const [code = "", ...others] = names.split(" ");
      return [code, ...others].map((name) => [name, code] as const);
    }),
);

function nativeText(natives: Natives, pattern: RegExp): string | undefined {
  for (const tags of Object.values(natives)) {
    const tag = tags.find(({ id }) => pattern.test(id));
    if (tag && (typeof tag.value === "string" || typeof tag.value === "number")) return text(String(tag.value));
  }
  return undefined;
}

/** iTunes' advisory: 1 (or 4, before 2009) explicit, 2 clean, 0 unsaid. */
function explicitOf(natives: Natives): boolean | undefined {
  const advisory = nativeText(natives, /^(rtng|(TXXX:|----:com\.apple\.iTunes:)?ITUNESADVISORY)$/i);
  if (advisory === "1" || advisory === "4") return true;
  return advisory === "2" ? false : undefined;
}

function gainOf(common: ICommonTagsResult): FileTags["replayGain"] {
  const track = common.replaygain_track_gain?.dB;
  const album = common.replaygain_album_gain?.dB;
  if (track === undefined && album === undefined) return undefined;
  return { ...(track !== undefined && { track_gain_db: track }), ...(album !== undefined && { album_gain_db: album }) };
}

function defined<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };
}

function numberWithin(value: number | null | undefined, most: number): number | undefined {
  return value && Number.isInteger(value) && value >= 1 && value <= most ? value : undefined;
}

export function fileTagsOf({ common, native }: Pick<IAudioMetadata, "common" | "native">): FileTags {
  return {
    artists: credits(namesOf(common.artists, common.artist), common.musicbrainz_artistid),
    albumArtists: credits(namesOf(common.albumartists, common.albumartist), common.musicbrainz_albumartistid),
    genres: unique((common.genre ?? []).flatMap((genre) => genre.split(/\s*[;\0]\s*/)).flatMap((genre) => text(genre, 80) ?? [])).slice(
      0,
      20,
    ),
    releaseTypes: (common.releasetype ?? []).flatMap((type) => type.toLowerCase().split(/\s*[;/\0]\s*/)),
    compilation: common.compilation === true,
    gapless: common.gapless === true,
    pictureBytes: Math.max(0, ...(common.picture ?? []).map(({ data }) => data.length)),
    ...defined({
      title: text(common.title),
      album: text(common.album),
      disc: numberWithin(common.disk.no, 99),
      number: numberWithin(common.track.no, 999),
      date: dateOf(common.date) ?? dateOf(common.releasedate) ?? dateOf(common.originaldate) ?? dateOf(common.year),
      language: languageOf(common.language),
      isrc: valid(isrcSchema, common.isrc?.[0]?.replaceAll(/[\s-]/g, "").toUpperCase()),
      upc: valid(upcSchema, (common.barcode ?? nativeText(native, /(^|:)(UPC|EAN|EAN\/UPC)$/i))?.replaceAll(/[\s-]/g, "")),
      label: text(common.label?.[0], 300),
      cLine: text(common.copyright),
      pLine: nativeText(native, /(^|:)(TPRO|PHONOGRAM|PLINE)$/i),
      recordingMbid: valid(mbidSchema, common.musicbrainz_recordingid?.toLowerCase()),
      releaseMbid: valid(mbidSchema, common.musicbrainz_albumid?.toLowerCase()),
      explicit: explicitOf(native),
      lyrics: lyricsOf(common.lyrics ?? []),
      replayGain: gainOf(common),
    }),
  };
}
