/** A change in the making: applies each step to the playlist and writes down what it did. */
import type { Playlist } from "./playlist.ts";
import type { Change, DetailField, PlaylistDetails, PlaylistItem } from "./schema.ts";

/** Steps come in the order of a change: `remove`, `move`, `insert`, `describe`. */
export class Draft {
  readonly #playlist: Playlist;
  readonly #change: Change = { removed: [], moved: [], inserted: [] };

  constructor(playlist: Playlist) {
    this.#playlist = playlist;
  }

  /** The change, after which the playlist is one revision further. */
  finish(): Change {
    this.#playlist.revision += 1;
    return this.#change;
  }

  /** Those of them that are there. */
  remove(uids: Iterable<string>): void {
    const { items, tombstones } = this.#playlist;
    const leaving = new Set([...uids].filter((uid) => items.has(uid)));
    const runs = [...leaving]
      .map((first) => ({ first, after: items.before(first) }))
      .filter(({ after }) => after === null || !leaving.has(after))
      .map(({ first, after }) => ({ after, items: this.#itemsFrom(first, leaving) }));
    for (const run of runs) {
      const leavingNow = run.items.map(({ uid }) => uid);
      items.remove(leavingNow);
      for (const uid of leavingNow) tombstones.bury(uid, run.after);
    }
    this.#change.removed.push(...runs);
  }

  /** @param uids of items that are there, each once @param after none of them */
  move(uids: readonly string[], after: string | null): void {
    const { items } = this.#playlist;
    let cursor = after;
    for (const run of this.#runsOf(uids)) {
      const [first = "", last = first] = [run[0], run.at(-1)];
      const from = items.before(first);
      if (from !== cursor) {
        items.move(run, cursor);
        this.#change.moved.push({ uids: run, from, after: cursor });
      }
      cursor = last;
    }
  }

  /** @param added items that are not there */
  insert(added: readonly PlaylistItem[], after: string | null): void {
    if (added.length === 0) return;
    const { items, tombstones } = this.#playlist;
    items.insert(after, added);
    for (const { uid } of added) tombstones.raise(uid);
    this.#change.inserted.push({ after, items: [...added] });
  }

  describe(wanted: Partial<PlaylistDetails>): void {
    const before = this.#playlist.details;
    const changed = detailFields.filter((field) => wanted[field] !== undefined && !isSame(wanted[field], before[field]));
    if (changed.length === 0) return;
    const after: PlaylistDetails = { ...before, ...wanted };
    this.#playlist.details = after;
    this.#change.described = { before: pick(before, changed), after: pick(after, changed) };
  }

  #itemsFrom(first: string, among: ReadonlySet<string>): PlaylistItem[] {
    const { items } = this.#playlist;
    const run: PlaylistItem[] = [];
    for (let uid: string | null = first; uid !== null && among.has(uid); uid = items.behind(uid)) {
      const item = items.get(uid);
      if (item) run.push(item);
    }
    return run;
  }

  /** Parts of the given order that stand one behind the other already. */
  #runsOf(uids: readonly string[]): string[][] {
    const runs: string[][] = [];
    for (const uid of uids) {
      const run = runs.at(-1);
      if (run && this.#playlist.items.before(uid) === run.at(-1)) run.push(uid);
      else runs.push([uid]);
    }
    return runs;
  }
}

export const detailFields: readonly DetailField[] = ["name", "description", "public", "collaborative", "image"];

function pick(details: PlaylistDetails, fields: readonly DetailField[]): Partial<PlaylistDetails> {
  return Object.fromEntries(fields.map((field) => [field, details[field]]));
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
