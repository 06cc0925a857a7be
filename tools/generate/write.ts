/** Writes a generated catalogue into the local D1 files of a state folder, as ingest and jobs would have left it. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sliceOf } from "../../domain/ids.ts";
import { databaseNames } from "../start/bindings.ts";
import { startRuntime } from "../start/runtime.ts";
import { CatalogueGenerator, genreRowsOf, type GeneratedAlbum, type GeneratedArtist, type Scale } from "./catalogue.ts";

const slicesPerDatabase = 64;
/** Rows of one transaction. */
const albumsAtOnce = 2000;

export type GenerateOptions = Omit<Scale, "slices"> & { state: string; databases: number; onProgress?: (tracks: number) => void };

/**
 * @returns ids to ask for
 * @throws when the catalogue is not empty
 */
export async function generateCatalogue(options: GenerateOptions): Promise<{ albums: number; artists: number; tracks: number }> {
  mkdirSync(options.state, { recursive: true });
  const files = await locate(options.state, options.databases);
  const databases = files.map((file) => new DatabaseSync(file));
  try {
    for (const database of databases) database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000000;");
    return write(databases, options);
  } finally {
    for (const database of databases) database.close();
  }
}

/** Makes the databases by starting the service once, and finds their files by a mark that each is given. */
async function locate(state: string, count: number): Promise<string[]> {
  const names = databaseNames("CATALOG", count);
  const runtime = await startRuntime({ state, port: 0, databases: count });
  try {
    for (const name of names) {
      const database = await runtime.miniflare.getD1Database(name, "nearfield-api");
      const { results } = await database.prepare("SELECT 1 FROM album LIMIT 1").all();
      if (results.length > 0) throw new Error(`there is a catalogue in ${state} already`);
      await database.prepare(`CREATE TABLE found_here_${name.toLowerCase()} (mark INTEGER)`).run();
    }
  } finally {
    await runtime.stop();
  }
  const folder = join(state, "v3", "d1");
  const candidates = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  return names.map((name) => {
    const found = candidates.map((candidate) => join(folder, candidate)).find((path) => takeMark(path, `found_here_${name.toLowerCase()}`));
    if (found === undefined) throw new Error(`the file of ${name} was not found in ${folder}`);
    return found;
  });
}

function takeMark(path: string, mark: string): boolean {
  const database = new DatabaseSync(path);
  try {
    if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(mark) === undefined) return false;
    database.exec(`DROP TABLE ${mark}`);
    return true;
  } finally {
    database.close();
  }
}

function write(databases: readonly DatabaseSync[], options: GenerateOptions): { albums: number; artists: number; tracks: number } {
  const generator = new CatalogueGenerator({ ...options, slices: databases.length * slicesPerDatabase });
  const writers = databases.map((database) => new Writer(database, options.now));
  const [listing] = writers;
  const of = (id: string): Writer => {
    const writer = writers[Math.floor((sliceOf(id) ?? 0) / slicesPerDatabase)];
    if (!writer) throw new Error(`no database holds ${id}`);
    return writer;
  };
  const all = (text: string) => {
    for (const database of databases) database.exec(text);
  };
  let albums = 0;
  let tracks = 0;
  all("BEGIN");
  for (const album of generator.albums()) {
    of(album.summary.id).album(album);
    listing?.list(album);
    albums += 1;
    tracks += album.tracks.length;
    if (albums % albumsAtOnce > 0) continue;
    all("COMMIT; BEGIN");
    options.onProgress?.(tracks);
  }
  for (const artist of generator.artists) of(artist.id).artist(artist, JSON.stringify(generator.portraitOf(artist)));
  all("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  return { albums, artists: generator.artists.length, tracks };
}

/** Of one database. */
class Writer {
  readonly #prepare: (table: string, columns: string, rest?: string) => (...values: (string | number | null)[]) => void;
  readonly #now: number;
  readonly #insert;

  constructor(database: DatabaseSync, now: number) {
    this.#now = now;
    this.#prepare = (table, columns, rest = "") => {
      const places = columns.split(", ").map(() => "?");
      const statement = database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${places.join(", ")}) ${rest}`);
      return (...values) => void statement.run(...values);
    };
    this.#insert = {
      album: this.#prepare(
        "album",
        "id, title, album_type, artists, label, p_line, c_line, upc, release_date, released_at, genres, markets, gapless, cover, delivery_sha256, updated_at",
      ),
      key: this.#prepare("album_key", "key, album_id"),
      track: this.#prepare(
        "track",
        "id, album_id, disc, number, title, artists, isrc, explicit, genres, rights, recording_id, duration_ms, playback, updated_at",
      ),
      artist: this.#prepare("artist", "id, key, name, portrait, updated_at"),
      artistAlbum: this.#prepare("artist_album", "artist_id, album_id, album_group, released_at, document, companions"),
      newRelease: this.#prepare("new_release", "album_id, released_at, document"),
      genre: this.#prepare("genre", "id, name", "ON CONFLICT DO NOTHING"),
      genreAlbum: this.#prepare("genre_album", "album_id, genre_id, released_at"),
    };
  }

  album({ summary, label, upc, gapless, tracks }: GeneratedAlbum): void {
    const { id, title, album_type, artists, release_date, released_at, genres, markets, cover } = summary;
    const line = `${release_date.slice(0, 4)} ${label}`;
    const credits = JSON.stringify(artists);
    const sold = markets && JSON.stringify(markets);
    const picture = cover && JSON.stringify(cover);
    const kinds = JSON.stringify(genres);
    this.#insert.album(
      id,
      title,
      album_type,
      credits,
      label,
      line,
      line,
      upc,
      release_date,
      released_at,
      kinds,
      sold,
      Number(gapless),
      picture,
      "",
      this.#now,
    );
    this.#insert.key(`upc:${upc}`, id);
    for (const track of tracks) {
      const { disc, number, isrc, explicit, recordingId, durationMs, playback } = track;
      const by = JSON.stringify(track.artists);
      this.#insert.track(
        track.id,
        id,
        disc,
        number,
        track.title,
        by,
        isrc,
        Number(explicit),
        "[]",
        "[]",
        recordingId,
        durationMs,
        JSON.stringify(playback),
        this.#now,
      );
    }
  }

  /** In the listing database. */
  list({ summary }: GeneratedAlbum): void {
    this.#insert.newRelease(summary.id, summary.released_at, JSON.stringify(summary));
    for (const { id, name } of genreRowsOf(summary)) {
      this.#insert.genre(id, name);
      this.#insert.genreAlbum(summary.id, id, summary.released_at);
    }
  }

  artist({ id, name, entries }: GeneratedArtist, portrait: string): void {
    this.#insert.artist(id, `name:${name.toLowerCase()}`, name, portrait, this.#now);
    for (const { album, group, companions } of entries) {
      this.#insert.artistAlbum(id, album.id, group, album.released_at, JSON.stringify(album), JSON.stringify(companions));
    }
  }
}
