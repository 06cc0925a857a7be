/** What a playlist's object does with operations, without an object: orders them, does each once, remembers all. */
import { findUndo, type LogEntry } from "../../../domain/playlist/history.ts";
import { perform, restore, undo, type Outcome, type Refusal } from "../../../domain/playlist/perform.ts";
import { applyChange, playlistOf, snapshotOf, type Playlist } from "../../../domain/playlist/playlist.ts";
import type { Change, ConfirmedChange, Operation, PlaylistSnapshot } from "../../../domain/playlist/schema.ts";

export type Sequenced = { revision: number; fresh?: { confirmed: ConfirmedChange; undone?: Change } } | { refusal: Refusal };

export class Sequencer {
  readonly playlist: Playlist;
  readonly log: (LogEntry & { op_id: string })[] = [];
  readonly #first: PlaylistSnapshot;
  readonly #done = new Map<string, number>();

  constructor(first: PlaylistSnapshot) {
    this.#first = first;
    this.playlist = playlistOf(first);
  }

  submit(by: string, id: string, operation: Operation, at: number): Sequenced {
    const known = this.#done.get(`${by} ${id}`);
    if (known !== undefined) return { revision: known };
    const found = operation.type === "undo" ? findUndo(this.log.toReversed(), by) : undefined;
    const { change, refusal } = this.#perform(operation, { by, at }, found);
    if (refusal) return { refusal };
    const { revision, items } = this.playlist;
    const kind = operation.type === "undo" || operation.type === "restore" ? operation.type : "edit";
    this.log.push({ revision, by, at, op_id: id, kind, undoes: found?.target.revision ?? null, total: items.size, change });
    this.#done.set(`${by} ${id}`, revision);
    return { revision, fresh: { confirmed: { revision, by, at, op_id: id, change }, ...(found && { undone: found.target.change }) } };
  }

  since(revision: number): ConfirmedChange[] {
    return this.log.slice(revision).map(({ revision: at, by, at: time, op_id, change }) => ({ revision: at, by, at: time, op_id, change }));
  }

  version(revision: number): PlaylistSnapshot {
    const playlist = playlistOf(this.#first);
    for (const { change } of this.log.slice(0, revision)) applyChange(playlist, change);
    return snapshotOf(playlist);
  }

  #perform(operation: Operation, author: { by: string; at: number }, found: ReturnType<typeof findUndo>): Outcome {
    if (operation.type === "restore") return { change: restore(this.playlist, this.version(operation.revision), true) };
    if (operation.type !== "undo") return perform(this.playlist, operation, author);
    if (!found) return { refusal: { code: "conflict", message: "nothing to undo" } };
    return undo(this.playlist, found.target.change, found.since);
  }
}
