/**
 * A catalogue of any size that nobody recorded: names, dates, markets, credits and genres as they are spread in the world, the same
 * ones for the same seed. There is no audio behind it: what is granted can't be fetched.
 */
import type { AlbumSummary, TrackPlayback } from "../../contracts/documents.ts";
import { condensePortrait } from "../../domain/artist-portrait.ts";
import type { ArtistCredit } from "../../domain/catalogue.ts";
import { companionsOf } from "../../domain/companions.ts";
import { genresOf } from "../../domain/genre.ts";
import { idInSlice, sliceOf } from "../../domain/ids.ts";
import { ladder, type Tier } from "../../domain/ladder.ts";
import { seeded, type Random } from "../demo/random.ts";
import { adjectives, genreNames, marketGroups, nouns } from "./words.ts";

export type GeneratedTrack = {
  id: string;
  disc: number;
  number: number;
  title: string;
  artists: ArtistCredit[];
  isrc: string;
  explicit: boolean;
  recordingId: string;
  durationMs: number;
  playback: TrackPlayback;
};
export type GeneratedAlbum = { summary: AlbumSummary; label: string; upc: string; gapless: boolean; tracks: GeneratedTrack[] };
type Entry = { album: AlbumSummary; group: AlbumSummary["album_type"] | "appears_on"; companions: Record<string, number> };
export type GeneratedArtist = { id: string; name: string; genres: string[]; entries: Entry[] };

/** @property slices ids are spread over the first so many */
export type Scale = { tracks: number; seed: string; slices: number; now: number };

/** Of the tracks, one artist in so many. */
const tracksAnArtist = 45;

const tiers: readonly Tier[] = ["aac-128", "aac-256", "flac"];
const day = 86_400_000;

export class CatalogueGenerator {
  readonly artists: GeneratedArtist[];
  readonly #random: Random;
  readonly #scale: Scale;
  readonly #waveforms: string[];

  constructor(scale: Scale) {
    this.#scale = scale;
    this.#random = seeded(scale.seed);
    this.#waveforms = Array.from({ length: 64 }, () => Buffer.from(this.#bytes(400)).toString("base64"));
    const count = Math.max(3, Math.round(scale.tracks / tracksAnArtist));
    this.artists = Array.from({ length: count }, (_, index) => this.#artist(index));
  }

  /** One after the other, until there are as many tracks as were asked for; artists' lists grow meanwhile. */
  *albums(): Generator<GeneratedAlbum> {
    for (let made = 0, index = 0; made < this.#scale.tracks; index++) {
      const album = this.#album(index, this.#scale.tracks - made);
      made += album.tracks.length;
      this.#credit(album);
      yield album;
    }
  }

  /** What stands for an artist, once all albums are made. */
  portraitOf({ entries }: GeneratedArtist) {
    const newestFirst = entries.toSorted((one, other) => other.album.released_at - one.album.released_at);
    return condensePortrait(newestFirst, this.#scale.now);
  }

  #bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#random.int(256));
  }

  #id(slice = this.#random.int(this.#scale.slices)): string {
    return idInSlice(slice, this.#bytes(16));
  }

  #name(words: number): string {
    const random = this.#random;
    return [...Array.from({ length: words - 1 }, () => random.pick(adjectives)), random.pick(nouns)].join(" ");
  }

  #artist(index: number): GeneratedArtist {
    const random = this.#random;
    const genres = Array.from({ length: 1 + random.int(3) }, () => genreNames[steep(random, genreNames.length)] ?? "pop");
    return { id: this.#id(), name: `${this.#name(1 + random.int(2))} ${index}`, genres: [...new Set(genres)], entries: [] };
  }

  /** A few artists make a great part of everything. */
  #someArtist(): GeneratedArtist {
    const artist = this.artists[steep(this.#random, this.artists.length)];
    if (!artist) throw new Error("there are no artists");
    return artist;
  }

  #album(index: number, most: number): GeneratedAlbum {
    const random = this.#random;
    const owner = this.#someArtist();
    const { type, length } = this.#shape();
    const id = this.#id();
    const released = this.#release();
    const owners = random.chance(0.04) ? [owner, this.#someArtist()] : [owner];
    const artists = [...new Map(owners.map((one) => [one.id, { id: one.id, name: one.name }])).values()];
    const tracks = Array.from({ length: Math.min(length, most) }, (_, at) => this.#track(id, at, type === "compilation" ? [] : artists));
    const summary: AlbumSummary = {
      id,
      title: this.#name(1 + random.int(3)),
      album_type: type,
      artists,
      ...released,
      markets: this.#markets(),
      cover: random.chance(0.97)
        ? { id: this.#id(), sizes: [640, 300, 64], colour: `#${random.int(0xffffff).toString(16).padStart(6, "0")}` }
        : null,
      genres: owner.genres.slice(0, 1 + random.int(2)),
      total_tracks: tracks.length,
    };
    const upc = String(100_000_000_000 + index);
    return { summary, label: `${random.pick(nouns)} Records ${random.int(400)}`, upc, gapless: random.chance(0.03), tracks };
  }

  /** Most releases are singles, most tracks stand on albums. */
  #shape(): { type: AlbumSummary["album_type"]; length: number } {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.52) return { type: "single", length: 1 + steep(random, 4) };
    if (kind < 0.95) return { type: "album", length: 7 + Math.round(Math.abs(random.gauss()) * 5) };
    return { type: "compilation", length: 14 + random.int(36) };
  }

  /** Newer years have more; of old releases often only the year is known; a few are yet to come. */
  #release(): Pick<AlbumSummary, "release_date" | "released_at"> {
    const random = this.#random;
    const age = random.chance(0.004) ? -random.int(90) : Math.floor(random.next() ** 3 * 365 * 60);
    const at = new Date(Math.floor(this.#scale.now / day - age) * day);
    const yearOnly = age > 365 * 15 && random.chance(0.5);
    const date = yearOnly ? at.toISOString().slice(0, 4) : at.toISOString().slice(0, 10);
    return { release_date: date, released_at: Date.parse(yearOnly ? `${date}-01-01` : date) };
  }

  #markets(): string[] | null {
    return this.#random.chance(0.88) ? null : [...this.#random.pick(marketGroups)];
  }

  #track(albumId: string, at: number, owners: readonly ArtistCredit[]): GeneratedTrack {
    const random = this.#random;
    const guests = owners.length === 0 || random.chance(0.12) ? [this.#someArtist()] : [];
    const artists = [...new Map([...owners, ...guests].map(({ id, name }) => [id, { id, name }])).values()];
    const durationMs = Math.max(20_000, Math.round(205_000 + random.gauss() * 62_000));
    const recordingId = this.#id();
    return {
      id: this.#id(sliceOf(albumId)),
      disc: at < 25 ? 1 : 2,
      number: at < 25 ? at + 1 : at - 24,
      title: this.#name(1 + random.int(4)),
      artists,
      isrc: `QZ${String.fromCharCode(65 + random.int(26))}${String(random.int(1_000_000_000)).padStart(9, "0")}`,
      explicit: random.chance(0.11),
      recordingId,
      durationMs,
      playback: this.#playback(durationMs),
    };
  }

  #playback(durationMs: number): TrackPlayback {
    const samples = Math.round(durationMs * 44.1);
    return {
      waveform: this.#random.pick(this.#waveforms),
      integrated_lufs: -9 + this.#random.gauss() * 3,
      true_peak_dbtp: -0.4,
      published_at: this.#scale.now,
      renditions: tiers.map((tier) => {
        const bytes = Math.round(((ladder[tier].bitrate ?? 850_000) / 8000) * durationMs);
        return {
          tier,
          codec: ladder[tier].codec,
          container: ladder[tier].container,
          bitrate: ladder[tier].bitrate ?? 850_000,
          bytes,
          sample_rate: 44_100,
          channels: 2,
          samples,
          encoder_delay: 1024,
          head: { offset: 0, length: Math.min(bytes, 36_000) },
          preview: { bytes: Math.round((bytes * 30_000) / Math.max(30_000, durationMs)), samples: Math.min(samples, 1_323_000) },
        };
      }),
    };
  }

  /** Into the lists of everybody who stands on it, as jobs would. */
  #credit({ summary, tracks }: GeneratedAlbum): void {
    const companions = companionsOf(summary, tracks);
    const owners = new Set(summary.artists.map(({ id }) => id));
    for (const id of new Set([...owners, ...tracks.flatMap((track) => track.artists.map((credit) => credit.id))])) {
      const group = owners.has(id) ? summary.album_type : "appears_on";
      this.#byId(id)?.entries.push({ album: summary, group, companions: companions.get(id) ?? {} });
    }
  }

  readonly #index = new Map<string, GeneratedArtist>();
  #byId(id: string): GeneratedArtist | undefined {
    if (this.#index.size === 0) for (const artist of this.artists) this.#index.set(artist.id, artist);
    return this.#index.get(id);
  }
}

/** @returns a place below `count`; the first ones come up most, the last hardly ever */
function steep(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor(count * random.next() ** 2.2));
}

/** Genres as their projection has them. */
export function genreRowsOf({ genres }: AlbumSummary) {
  return genresOf(genres);
}
