/** What this machine has learnt already, so that a second run reads no audio: one SQLite file that several runs may share. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Image } from "../../domain/catalogue.ts";
import type { FoundFile } from "../scan/walk.ts";
import type { Inspection } from "./inspection.ts";

/** Raised whenever an inspection or a cover would come out differently: older rows are then not found. */
const version = 1;

const tables = `
  CREATE TABLE IF NOT EXISTS inspections (
    path TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL, version INTEGER NOT NULL,
    inspection TEXT NOT NULL, PRIMARY KEY (path)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS covers (
    path TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, version INTEGER NOT NULL,
    image TEXT NOT NULL, PRIMARY KEY (path)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS stored_images (server TEXT NOT NULL, image TEXT NOT NULL, PRIMARY KEY (server, image)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS fingerprints (
    server TEXT NOT NULL, recording TEXT NOT NULL, path TEXT NOT NULL, duration REAL NOT NULL, fingerprint TEXT NOT NULL,
    PRIMARY KEY (server, recording)
  ) WITHOUT ROWID;
`;

export type KnownFingerprint = { recording: string; path: string; duration: number; fingerprint: string };

export class IngestCache {
  readonly #database: DatabaseSync;
  readonly #server: string;

  /** @param server tells apart what different catalogues hold */
  constructor(directory: string, server: string) {
    mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(join(directory, "ingest.sqlite"));
    this.#database.exec("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    this.#database.exec(tables);
    this.#server = server;
  }

  inspection(file: FoundFile): Inspection | undefined {
    const row = this.#database
      .prepare("SELECT inspection FROM inspections WHERE path = ? AND size = ? AND mtime = ? AND inode = ? AND version = ?")
      .get(file.path, file.size, file.mtimeMs, file.inode, version);
    return typeof row?.inspection === "string" ? (JSON.parse(row.inspection) as Inspection) : undefined;
  }

  keepInspection(file: FoundFile, inspection: Inspection): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO inspections (path, size, mtime, inode, version, inspection) VALUES (?, ?, ?, ?, ?, ?)")
      .run(file.path, file.size, file.mtimeMs, file.inode, version, JSON.stringify(inspection));
  }

  cover(file: Pick<FoundFile, "path" | "size" | "mtimeMs">): Image | undefined {
    const row = this.#database
      .prepare("SELECT image FROM covers WHERE path = ? AND size = ? AND mtime = ? AND version = ?")
      .get(file.path, file.size, file.mtimeMs, version);
    return typeof row?.image === "string" ? (JSON.parse(row.image) as Image) : undefined;
  }

  keepCover(file: Pick<FoundFile, "path" | "size" | "mtimeMs">, image: Image): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO covers (path, size, mtime, version, image) VALUES (?, ?, ?, ?, ?)")
      .run(file.path, file.size, file.mtimeMs, version, JSON.stringify(image));
  }

  /** Whether the server is known to hold an image in all its sizes. */
  isImageStored(id: string): boolean {
    return this.#database.prepare("SELECT 1 FROM stored_images WHERE server = ? AND image = ?").get(this.#server, id) !== undefined;
  }

  keepStoredImage(id: string): void {
    this.#database.prepare("INSERT OR IGNORE INTO stored_images (server, image) VALUES (?, ?)").run(this.#server, id);
  }

  /** Fingerprints of recordings that last about as long. @param duration seconds */
  fingerprints(duration: number, tolerance: number): KnownFingerprint[] {
    return this.#database
      .prepare("SELECT recording, path, duration, fingerprint FROM fingerprints WHERE server = ? AND duration BETWEEN ? AND ?")
      .all(this.#server, duration - tolerance, duration + tolerance) as KnownFingerprint[];
  }

  keepFingerprint(known: KnownFingerprint): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO fingerprints (server, recording, path, duration, fingerprint) VALUES (?, ?, ?, ?, ?)")
      .run(this.#server, known.recording, known.path, known.duration, known.fingerprint);
  }

  close(): void {
    this.#database.close();
  }
}
