/** What one playlist keeps, in the object's own SQLite: a log of changes, snapshots now and then, and itself. */
import { decodeChange, decodePlaylist, encodePlaylist } from "../../domain/playlist/encoding.ts";
import type { LogEntry } from "../../domain/playlist/history.ts";
import { applyChange, type Playlist } from "../../domain/playlist/playlist.ts";
import { openTables } from "../../frame/object-migrations.ts";
import { migrations } from "./tables.ts";

export type PlaylistRecord = {
  id: string;
  owner: string;
  lineage: string;
  createdAt: number;
  accessVersion: number;
  toldVersion: number;
  ended: boolean;
};

export type NewEntry = Omit<LogEntry, "change"> & { operationId: string; encoded: string };
export type StoredEntry = LogEntry & { operationId: string; /** Of its change, as it is stored. */ characters: number };

/** A snapshot comes after so many changes, or so many characters of them. */
const changesASnapshot = 100;
const charactersASnapshot = 1_000_000;
/** Of older snapshots so few are kept that as many changes lie between two. */
const changesBetween = 1000;
const charactersBetween = 8_000_000;

type RecordRow = {
  id: string;
  owner: string;
  lineage: string;
  created_at: number;
  access_version: number;
  told_version: number;
  ended: number;
};
type EntryRow = {
  revision: number;
  op_id: string;
  author: string;
  at: number;
  kind: LogEntry["kind"];
  undoes: number | null;
  total: number;
  change: string;
};

export class PlaylistStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  #sinceSnapshot = { changes: 0, characters: 0 };
  /** Characters of all changes. */
  #logged = 0;

  /** @param storage of an object where a playlist was made */
  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  /** @returns undefined where no playlist was made; nothing is written then */
  static open(storage: DurableObjectStorage): PlaylistStore | undefined {
    return openTables(storage, migrations).exist() ? new PlaylistStore(storage) : undefined;
  }

  static create(
    storage: DurableObjectStorage,
    record: Pick<PlaylistRecord, "id" | "owner" | "lineage" | "createdAt">,
    first: Playlist,
  ): PlaylistStore {
    openTables(storage, migrations).prepare();
    storage.sql.exec(
      "INSERT INTO playlist (id, owner, lineage, created_at, access_version, told_version, ended) VALUES (?, ?, ?, ?, 1, 0, 0)",
      record.id,
      record.owner,
      record.lineage,
      record.createdAt,
    );
    storage.sql.exec("INSERT INTO snapshot (revision, logged, document) VALUES (0, 0, ?)", encodePlaylist(first));
    return new PlaylistStore(storage);
  }

  transaction<Value>(work: () => Value): Value {
    return this.#storage.transactionSync(work);
  }

  record(): PlaylistRecord {
    const row = this.#sql.exec<RecordRow>("SELECT * FROM playlist").one();
    return {
      id: row.id,
      owner: row.owner,
      lineage: row.lineage,
      createdAt: row.created_at,
      accessVersion: row.access_version,
      toldVersion: row.told_version,
      ended: row.ended === 1,
    };
  }

  /** Bytes, of everything. */
  get size(): number {
    return this.#sql.databaseSize;
  }

  raiseAccessVersion(): void {
    this.#sql.exec("UPDATE playlist SET access_version = access_version + 1");
  }

  markTold(version: number): void {
    this.#sql.exec("UPDATE playlist SET told_version = ? WHERE told_version < ?", version, version);
  }

  markEnded(): void {
    this.#sql.exec("UPDATE playlist SET ended = 1, access_version = access_version + 1");
    this.#sql.exec("DELETE FROM invitation");
  }

  /** The playlist as it is now. */
  load(): Playlist {
    const { logged, playlist } = this.#snapshotAt(Number.MAX_SAFE_INTEGER);
    const { revision } = playlist;
    const read = this.#advance(playlist, Number.MAX_SAFE_INTEGER);
    this.#sinceSnapshot = { changes: playlist.revision - revision, characters: read };
    this.#logged = logged + read;
    return playlist;
  }

  /** The playlist as it was. @param revision one that there was */
  version(revision: number): Playlist {
    const { playlist } = this.#snapshotAt(revision);
    this.#advance(playlist, revision);
    return playlist;
  }

  #snapshotAt(revision: number): { logged: number; playlist: Playlist } {
    const row = this.#sql
      .exec<{ logged: number; document: string }>(
        "SELECT logged, document FROM snapshot WHERE revision <= ? ORDER BY revision DESC LIMIT 1",
        revision,
      )
      .one();
    return { logged: row.logged, playlist: decodePlaylist(row.document) };
  }

  /** @returns characters that were read */
  #advance(playlist: Playlist, revision: number): number {
    let characters = 0;
    const rows = this.#sql.exec<{ change: string }>(
      "SELECT change FROM log WHERE revision > ? AND revision <= ? ORDER BY revision",
      playlist.revision,
      revision,
    );
    for (const { change } of rows) {
      characters += change.length;
      applyChange(playlist, decodeChange(change));
    }
    return characters;
  }

  /** @returns the revision of an operation that was done before */
  revisionOf(by: string, operationId: string): number | undefined {
    return this.#sql.exec<{ revision: number }>("SELECT revision FROM log WHERE author = ? AND op_id = ?", by, operationId).toArray()[0]
      ?.revision;
  }

  /** One row and its entry in the index; now and then a snapshot. @param playlist as it is after the change */
  append({ revision, operationId, by, at, kind, undoes, total, encoded }: NewEntry, playlist: Playlist): void {
    this.#sql.exec(
      "INSERT INTO log (revision, op_id, author, at, kind, undoes, total, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      revision,
      operationId,
      by,
      at,
      kind,
      undoes,
      total,
      encoded,
    );
    this.#logged += encoded.length;
    const { changes, characters } = this.#sinceSnapshot;
    this.#sinceSnapshot = { changes: changes + 1, characters: characters + encoded.length };
    if (changes + 1 >= changesASnapshot || characters + encoded.length >= charactersASnapshot) this.#keepSnapshot(playlist);
  }

  #keepSnapshot(playlist: Playlist): void {
    const [last, before] = this.#sql
      .exec<{ revision: number; logged: number }>("SELECT revision, logged FROM snapshot ORDER BY revision DESC LIMIT 2")
      .toArray();
    const isSpare = before && playlist.revision - before.revision <= changesBetween && this.#logged - before.logged <= charactersBetween;
    if (last && isSpare) this.#sql.exec("DELETE FROM snapshot WHERE revision = ?", last.revision);
    this.#sql.exec(
      "INSERT INTO snapshot (revision, logged, document) VALUES (?, ?, ?)",
      playlist.revision,
      this.#logged,
      encodePlaylist(playlist),
    );
    this.#sinceSnapshot = { changes: 0, characters: 0 };
  }

  /** When a version came about. */
  changedAt(revision: number): number | undefined {
    return this.#sql.exec<{ at: number }>("SELECT at FROM log WHERE revision = ?", revision).toArray()[0]?.at;
  }

  /** Oldest first, all after a revision. @param most characters of them @returns undefined where there are more */
  since(revision: number, most: number): StoredEntry[] | undefined {
    const rows: EntryRow[] = [];
    let characters = 0;
    for (const row of this.#sql.exec<EntryRow>("SELECT * FROM log WHERE revision > ? ORDER BY revision", revision)) {
      characters += row.change.length;
      if (characters > most) return undefined;
      rows.push(row);
    }
    return rows.map(entryOf);
  }

  /** Newest first, read one by one. @param before exclusive */
  *newestFirst(before: number, most: number): Generator<StoredEntry> {
    const rows = this.#sql.exec<EntryRow>("SELECT * FROM log WHERE revision < ? ORDER BY revision DESC LIMIT ?", before, most);
    for (const row of rows) yield entryOf(row);
  }
}

function entryOf({ revision, op_id: operationId, author: by, at, kind, undoes, total, change }: EntryRow): StoredEntry {
  return { revision, operationId, by, at, kind, undoes, total, change: decodeChange(change), characters: change.length };
}
