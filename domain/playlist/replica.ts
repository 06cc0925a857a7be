/**
 * A playlist as one client has it: what the object confirmed, and on top of that what the person did meanwhile. What was done is
 * shown at once, done again on each state that comes in, and taken back with a reason when it is refused.
 */
import { applyChange, copyOf, playlistOf, snapshotOf, type Playlist } from "./playlist.ts";
import { perform, type Refusal } from "./perform.ts";
import type { ConfirmedChange, Operation, PlaylistSnapshot } from "./schema.ts";

export type PendingOperation = {
  id: string;
  operation: Operation;
  /** Milliseconds since 1970. */
  at: number;
  /** The revision that it was stored as, once that is known. */
  revision?: number;
};

export class Replica {
  readonly #me: string;
  #confirmed: Playlist;
  #view: PlaylistSnapshot | undefined;
  #pending: PendingOperation[] = [];
  /** Changes that came before their turn. */
  readonly #early = new Map<number, ConfirmedChange>();

  /** @param me the account whose edits these are */
  constructor(snapshot: PlaylistSnapshot, me: string) {
    this.#me = me;
    this.#confirmed = playlistOf(snapshot);
    this.#view = snapshot;
  }

  /** What to show: the same object until something changes. */
  get view(): PlaylistSnapshot {
    this.#view ??= this.#shown(this.#replay());
    return this.#view;
  }

  /** The revision to resume from. */
  get revision(): number {
    return this.#confirmed.revision;
  }

  /** What is to be sent again after a connection was lost, in order. */
  get unacknowledged(): readonly PendingOperation[] {
    return this.#pending.filter(({ revision }) => revision === undefined);
  }

  /** Whether a change is missing that later ones wait for: the client then says hello again. */
  get hasGap(): boolean {
    return this.#early.size > 0;
  }

  /** Does something, here and now. What can't be done here is refused here. `undo` and `restore` show when they are confirmed. */
  submit(id: string, operation: Operation, now: number): Refusal | undefined {
    const pending = { id, operation, at: now };
    const view = this.#pending.length > 0 ? this.#replay() : copyOf(this.#confirmed);
    const refusal = this.#perform(view, pending);
    if (refusal) return refusal;
    this.#pending.push(pending);
    this.#view = this.#shown(view);
    return undefined;
  }

  /** The object stored an operation. It stays in the view as it is until its change comes in. */
  ack(id: string, revision: number): void {
    this.#pending = this.#pending.map((pending) => (pending.id === id ? { ...pending, revision } : pending));
    this.#settle();
  }

  /** The object refused an operation. @returns what is taken back, for the reason to be told; undefined when it was not on its way */
  nack(id: string): PendingOperation | undefined {
    const refused = this.#pending.find((pending) => pending.id === id);
    if (!refused) return undefined;
    this.#pending = this.#pending.filter((pending) => pending !== refused);
    this.#settle();
    return refused;
  }

  /** Changes may come twice, and in any order. @throws RangeError when one does not fit: the client then asks for a snapshot */
  apply(...changes: readonly ConfirmedChange[]): void {
    for (const change of changes) if (change.revision > this.revision) this.#early.set(change.revision, change);
    let next: ConfirmedChange | undefined;
    while ((next = this.#early.get(this.revision + 1))) {
      this.#early.delete(next.revision);
      const { by, op_id: id } = next;
      applyChange(this.#confirmed, next.change);
      if (by === this.#me) this.#pending = this.#pending.filter((pending) => pending.id !== id);
    }
    this.#settle();
  }

  /** All of it, in place of changes. An older one than what is known changes nothing. */
  reset(snapshot: PlaylistSnapshot): void {
    if (snapshot.revision < this.revision) return;
    this.#confirmed = playlistOf(snapshot);
    for (const revision of this.#early.keys()) if (revision <= snapshot.revision) this.#early.delete(revision);
    this.apply();
  }

  #settle(): void {
    this.#pending = this.#pending.filter(({ revision }) => revision === undefined || revision > this.revision);
    this.#view = undefined;
  }

  #shown(view: Playlist): PlaylistSnapshot {
    return { ...snapshotOf(view), revision: this.revision };
  }

  /** The confirmed state with everything on top of it that still can be done. */
  #replay(): Playlist {
    if (this.#pending.length === 0) return this.#confirmed;
    const view = copyOf(this.#confirmed);
    for (const pending of this.#pending) this.#perform(view, pending);
    return view;
  }

  #perform(view: Playlist, { operation, at }: PendingOperation): Refusal | undefined {
    if (operation.type === "undo" || operation.type === "restore") return undefined;
    return perform(view, operation, { by: this.#me, at }).refusal;
  }
}
