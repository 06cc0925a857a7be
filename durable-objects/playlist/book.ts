/** One playlist, in memory and in its store: who may do what, and every edit in its order. */
import type { CreatePlaylist } from "../../contracts/playlist-object.ts";
import { ClientError } from "../../contracts/errors.ts";
import { mayPerform, roleOf, type PlaylistAccess } from "../../domain/playlist/access.ts";
import { encodeChange } from "../../domain/playlist/encoding.ts";
import { findUndo, undoHorizon } from "../../domain/playlist/history.ts";
import { newItems } from "../../domain/playlist/index-edit.ts";
import { contradicts, perform, restore, undo, type Refusal } from "../../domain/playlist/perform.ts";
import { playlistOf, snapshotOf, type Playlist } from "../../domain/playlist/playlist.ts";
import type { Change, ConfirmedChange, MemberRole, Operation, PictureOperation, PlaylistRole } from "../../domain/playlist/schema.ts";
import { snapshotIdOf } from "../../domain/playlist/snapshot-id.ts";
import { PeopleStore } from "./people-store.ts";
import { PlaylistStore, type NewEntry, type PlaylistRecord, type StoredEntry } from "./store.ts";

/** SQLite holds rows of 2 MB here. */
const longestChange = 1_900_000;
/** Bytes of an object's ten gigabytes that all versions of a playlist may take. */
const longestHistory = 2_000_000_000;
const isFull = "This playlist was changed so often that it takes no more changes: a copy of it does.";
/** Of changes that are held at once to see which one to take back. */
const undoCharacters = 4_000_000;

/** `fresh`: what everybody is to be told; absent when it was done before. */
export type Edited = { revision: number; fresh?: ConfirmedChange };

type Performed = Pick<NewEntry, "kind" | "undoes"> & { change: Change };
type Creation = Omit<CreatePlaylist, "uris"> & { uris: readonly string[]; lineage: string; now: number };
/** Who belongs to it: everything about access but the details. */
type Membership = Pick<PlaylistAccess, "members" | "barred">;

export class Book {
  readonly store: PlaylistStore;
  readonly people: PeopleStore;
  /** Bytes beyond which it takes no more edits of its items. */
  readonly #most: number;
  #record: PlaylistRecord;
  #playlist: Playlist | undefined;
  #membership: Membership | undefined;
  #changedAt: number | undefined;

  constructor(store: PlaylistStore, people: PeopleStore, most = longestHistory) {
    this.#most = most;
    this.store = store;
    this.people = people;
    this.#record = store.record();
  }

  /** @param most bytes that it may grow to @returns undefined where no playlist was made */
  static open(storage: DurableObjectStorage, most?: number): Book | undefined {
    const store = PlaylistStore.open(storage);
    return store && new Book(store, new PeopleStore(storage.sql), most);
  }

  /** @throws ClientError `invalid_request` */
  static create(storage: DurableObjectStorage, { id, owner, details, uris, lineage, now }: Creation): Book {
    if (contradicts(details))
      throw new ClientError("invalid_request", { field: "collaborative", message: "A public playlist can't be collaborative." });
    const items = newItems(uris, lineage).map((item) => ({ ...item, added_by: owner, added_at: now }));
    return storage.transactionSync(() => {
      const store = PlaylistStore.create(storage, { id, owner, lineage, createdAt: now }, playlistOf({ revision: 0, details, items }));
      const book = new Book(store, new PeopleStore(storage.sql));
      book.people.note(owner, "owner", book.version);
      return book;
    });
  }

  get record(): Readonly<PlaylistRecord> {
    return this.#record;
  }

  get playlist(): Readonly<Playlist> {
    return this.#loaded();
  }

  /** Rises with everything that anybody can see of it. */
  get version(): number {
    return this.playlist.revision + this.#record.accessVersion;
  }

  get snapshotId(): string {
    return snapshotIdOf(this.playlist.revision, this.#record.lineage);
  }

  /** When the newest version came about, in milliseconds since 1970. */
  get changedAt(): number {
    this.#changedAt ??= this.store.changedAt(this.playlist.revision) ?? this.#record.createdAt;
    return this.#changedAt;
  }

  get membership(): Membership {
    this.#membership ??= this.#readMembership();
    return this.#membership;
  }

  /** @returns undefined where the viewer may not even know of it */
  roleOf(viewer: string | null): PlaylistRole | undefined {
    if (this.#record.ended) return undefined;
    const { public: isPublic, collaborative } = this.playlist.details;
    return roleOf({ owner: this.#record.owner, public: isPublic, collaborative, ...this.membership }, viewer);
  }

  /** @throws ClientError `not_found` */
  requireRole(viewer: string | null): PlaylistRole {
    const role = this.roleOf(viewer);
    if (!role) throw new ClientError("not_found");
    return role;
  }

  /** Changes who belongs to it, what is told of that, or both. */
  changePeople(work: (people: PeopleStore, version: number) => void): void {
    this.#safely(() => {
      this.store.raiseAccessVersion();
      this.#record = this.store.record();
      work(this.people, this.version);
    });
    this.#membership = undefined;
  }

  markTold(version: number): void {
    this.store.markTold(version);
    this.#record = this.store.record();
  }

  /** It is gone for everybody; what is left is what others have to be told. */
  end(): void {
    this.changePeople((people, version) => {
      this.store.markEnded();
      for (const accountId of [this.#record.owner, ...this.membership.members.keys()]) people.note(accountId, "gone", version + 1);
    });
    this.#record = this.store.record();
  }

  /**
   * Carries an operation out, once.
   * @param operationOf says what it is, once it is known that it may be done
   * @throws ClientError `not_found`, `forbidden`, or what the operation is refused with
   */
  edit(
    viewer: string | null,
    operationId: string,
    type: Operation["type"],
    operationOf: () => Operation | PictureOperation,
    now: number,
  ): Edited {
    const role = this.requireRole(viewer);
    const done = viewer === null ? undefined : this.store.revisionOf(viewer, operationId);
    if (done !== undefined) return { revision: done };
    if (viewer === null || !mayPerform(role, { type })) throw new ClientError("forbidden");
    // What it is called, and who may see it, can be said to the last.
    if (type !== "describe" && this.store.size >= this.#most) throw new ClientError("unprocessable", { message: isFull });
    const operation = operationOf();
    return this.#safely(() => {
      const playlist = this.#loaded();
      const { change, kind, undoes } = this.#perform(playlist, operation, { by: viewer, at: now, role });
      const encoded = encodeChange(change);
      if (encoded.length > longestChange) throw new ClientError("unprocessable", { message: "That is too much at once." });
      const { revision } = playlist;
      this.store.append({ revision, operationId, by: viewer, at: now, kind, undoes, total: playlist.items.size, encoded }, playlist);
      this.#changedAt = now;
      return { revision, fresh: { revision, by: viewer, at: now, op_id: operationId, change } };
    });
  }

  #perform(
    playlist: Playlist,
    operation: Operation | PictureOperation,
    { by, at, role }: { by: string; at: number; role: PlaylistRole },
  ): Performed {
    if (operation.type === "undo") return this.#undo(playlist, by);
    if (operation.type === "restore") return this.#restore(playlist, operation.revision, role);
    const { change, refusal } = perform(playlist, operation, { by, at });
    if (refusal) throw errorOf(refusal);
    return { change, kind: "edit", undoes: null };
  }

  #undo(playlist: Playlist, by: string): Performed {
    const found = findUndo(within(undoCharacters, this.store.newestFirst(Number.MAX_SAFE_INTEGER, undoHorizon)), by);
    if (!found) throw new ClientError("conflict", { message: "There is nothing of yours to take back." });
    const { change, refusal } = undo(playlist, found.target.change, found.since);
    if (refusal) throw errorOf(refusal);
    return { change, kind: "undo", undoes: found.target.revision };
  }

  #restore(playlist: Playlist, revision: number, role: PlaylistRole): Performed {
    if (revision > playlist.revision) throw new ClientError("not_found", { field: "revision", message: "There is no such version." });
    const version = snapshotOf(this.store.version(revision));
    return { change: restore(playlist, version, role === "owner"), kind: "restore", undoes: null };
  }

  #loaded(): Playlist {
    this.#playlist ??= this.store.load();
    return this.#playlist;
  }

  #readMembership(): Membership {
    const members = new Map<string, MemberRole>();
    const barred = new Set<string>();
    for (const { account_id: accountId, role } of this.people.members()) {
      if (role === "barred") barred.add(accountId);
      else members.set(accountId, role);
    }
    return { members, barred };
  }

  /** All of it or nothing. What went wrong half-way has left its traces in memory: that is read anew. */
  #safely<Value>(work: () => Value): Value {
    const before = this.#playlist?.revision;
    try {
      return this.store.transaction(work);
    } catch (error) {
      const isRefusal = error instanceof ClientError && (before === undefined || this.#playlist?.revision === before);
      if (!isRefusal) {
        this.#playlist = undefined;
        this.#membership = undefined;
        this.#changedAt = undefined;
        this.#record = this.store.record();
      }
      throw error;
    }
  }
}

/** @throws ClientError `conflict` where more is asked for */
function* within(most: number, entries: Iterable<StoredEntry>): Generator<StoredEntry> {
  let characters = 0;
  for (const entry of entries) {
    characters += entry.characters;
    if (characters > most) throw new ClientError("conflict", { message: "Too much was changed since: it can't be taken back any more." });
    yield entry;
  }
}

function errorOf({ code, message, field }: Refusal): ClientError {
  return new ClientError(code, { message, ...(field !== undefined && { field }) });
}
