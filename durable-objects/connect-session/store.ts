/** What a session keeps, a listener's or a jam, in the object's own SQLite. Nothing is made there before something is kept. */
import type { WakeAddress } from "../../contracts/connect.ts";
import type { ConnectViewer } from "../../contracts/connect-session.ts";
import type { Hub } from "../../domain/connect/hub.ts";
import { connectLimits } from "../../domain/connect/limits.ts";
import { emptySession, type Session } from "../../domain/connect/session.ts";
import { openTables, type Tables } from "../../frame/object-migrations.ts";
import { readDocument, writeDocument } from "./document.ts";
import { migrations } from "./tables.ts";

/** How often commands that were done long ago are forgotten, milliseconds. */
const forgetEvery = 3_600_000;
/** Commands that are remembered at most: of more in a day, those that were done last. */
const commandsRemembered = 100_000;
/** Tickets of an app that wait to be used at most. */
const ticketsWaiting = 100;

type Storage = Pick<DurableObjectStorage, "sql" | "transactionSync">;

/** A command that was done, and the revision that it made. `wish`: a hash of what it asked for; null: nobody knows any more. */
type Done = { revision: number; wish: string | null };

/** Where a device can be called; undefined: nowhere (any more). */
export type KeptAddress = { device: string; address: WakeAddress | undefined };

/** @typeParam State a listener's session, or a jam: a document that holds one */
export class SessionStore<State extends Hub> {
  readonly #storage: Storage;
  readonly #tables: Tables;
  #storedUris: readonly string[] = emptySession.queue.uris;
  /** The devices that were listed when it was stored last. */
  #listed: string | undefined;
  #forgotAt = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#tables = openTables(storage, migrations);
  }

  load(): State | undefined {
    if (!this.#tables.exist()) return undefined;
    const { sql } = this.#storage;
    const [row] = sql.exec<{ document: string }>("SELECT document FROM session").toArray();
    if (!row) return undefined;
    const [context] = sql.exec<{ uris: string }>("SELECT uris FROM context").toArray();
    // Written by `save` below, never by a client.
    this.#storedUris = context ? (JSON.parse(context.uris) as string[]) : [];
    const state = readDocument(row.document) as State;
    const { session } = state;
    return { ...state, session: { ...session, queue: { ...session.queue, uris: this.#storedUris } } };
  }

  /** One row, and one more where the context is another, or the device's address. */
  save(hub: State, now: number, kept?: KeptAddress): void {
    this.#write(({ sql }) => {
      this.#put(hub, now);
      if (!kept) return;
      if (!kept.address) sql.exec("DELETE FROM wake WHERE device = ?", kept.device);
      else
        sql.exec(
          `INSERT INTO wake (device, address) VALUES (?, ?)
             ON CONFLICT (device) DO UPDATE SET address = excluded.address WHERE address <> excluded.address`,
          kept.device,
          JSON.stringify(kept.address),
        );
    });
  }

  addressOf(device: string): WakeAddress | undefined {
    if (!this.#tables.exist()) return undefined;
    const [row] = this.#storage.sql.exec<{ address: string }>("SELECT address FROM wake WHERE device = ?", device).toArray();
    // Written by `save` above.
    return row && (JSON.parse(row.address) as WakeAddress);
  }

  /** What a command made, together with the command itself: a row more. @param hub undefined where it changed nothing */
  saveDone(hub: State | undefined, { id, wish, revision }: Done & { id: string }, now: number): void {
    this.#write(({ sql }) => {
      if (hub) this.#put(hub, now);
      sql.exec("INSERT INTO done (id, revision, at, wish) VALUES (?, ?, ?, ?)", id, revision, now, wish);
    });
  }

  #put(hub: State, now: number): void {
    const { sql } = this.#storage;
    const { uris } = hub.session.queue;
    const session: Session = { ...hub.session, queue: { ...hub.session.queue, uris: [] } };
    sql.exec(
      "INSERT INTO session (one, document) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET document = excluded.document",
      writeDocument({ ...hub, session }),
    );
    if (isOther(uris, this.#storedUris)) {
      sql.exec("INSERT INTO context (one, uris) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET uris = excluded.uris", JSON.stringify(uris));
    }
    this.#storedUris = uris;
    this.#forgetAddresses(session);
    this.#forget(now);
  }

  /** @returns what a command made when it was done before */
  done(id: string): Done | undefined {
    if (!this.#tables.exist()) return undefined;
    const { sql } = this.#storage;
    return sql.exec<Done>("SELECT revision, wish FROM done WHERE id = ?", id).toArray()[0];
  }

  /** @param until milliseconds since 1970 */
  keepTicket(hash: string, viewer: ConnectViewer, until: number, now: number): void {
    this.#write(({ sql }) => {
      sql.exec("DELETE FROM ticket WHERE until <= ?", now);
      sql.exec(
        `DELETE FROM ticket WHERE hash IN
           (SELECT hash FROM ticket WHERE json_extract(viewer, '$.app') IS ? ORDER BY until DESC LIMIT -1 OFFSET ?)`,
        viewer.app,
        ticketsWaiting - 1,
      );
      sql.exec("INSERT INTO ticket (hash, viewer, until) VALUES (?, ?, ?)", hash, JSON.stringify(viewer), until);
    });
  }

  /** Good once. */
  takeTicket(hash: string, now: number): ConnectViewer | undefined {
    if (!this.#tables.exist()) return undefined;
    const [row] = this.#storage.sql
      .exec<{ viewer: string; until: number }>("DELETE FROM ticket WHERE hash = ? RETURNING viewer, until", hash)
      .toArray();
    // Written by `keepTicket` above.
    return row && row.until > now ? (JSON.parse(row.viewer) as ConnectViewer) : undefined;
  }

  /** All of it is gone from the storage. */
  reset(): void {
    this.#storedUris = emptySession.queue.uris;
    this.#listed = undefined;
    this.#tables.reset();
  }

  #write(work: (storage: Storage) => void): void {
    const storedUris = this.#storedUris;
    try {
      this.#storage.transactionSync(() => {
        this.#tables.prepare();
        work(this.#storage);
      });
    } catch (error) {
      this.#storedUris = storedUris;
      this.#listed = undefined;
      this.#tables.reset();
      throw error;
    }
  }

  /** Those of devices that are not listed any more. */
  #forgetAddresses({ devices }: Session): void {
    const listed = JSON.stringify(devices.map(({ id }) => id).toSorted());
    if (listed === this.#listed) return;
    this.#listed = listed;
    this.#storage.sql.exec("DELETE FROM wake WHERE device NOT IN (SELECT value FROM json_each(?))", listed);
  }

  #forget(now: number): void {
    if (now - this.#forgotAt < forgetEvery) return;
    this.#forgotAt = now;
    const { sql } = this.#storage;
    sql.exec("DELETE FROM done WHERE at <= ?", now - connectLimits.commandRememberedMs);
    sql.exec("DELETE FROM done WHERE id IN (SELECT id FROM done ORDER BY at DESC LIMIT -1 OFFSET ?)", commandsRemembered);
  }
}

function isOther(uris: readonly string[], stored: readonly string[]): boolean {
  return uris !== stored && (uris.length !== stored.length || uris.some((uri, index) => uri !== stored[index]));
}
