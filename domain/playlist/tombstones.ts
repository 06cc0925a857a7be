/** Where removed items stood, so that an edit that refers to one of them still ends where it was meant. */
import { playlistLimits } from "./limits.ts";

/**
 * Each removed item with what stood before it at that moment. What stood there was removed later, if at all: following them comes
 * to an end, and forgetting the oldest first leaves no gap in between.
 */
export class Tombstones {
  readonly #predecessors: Map<string, string | null>;

  constructor(entries: Iterable<readonly [uid: string, predecessor: string | null]> = []) {
    this.#predecessors = new Map(entries);
  }

  /** Oldest first. */
  entries(): Iterable<[uid: string, predecessor: string | null]> {
    return this.#predecessors;
  }

  bury(uid: string, predecessor: string | null): void {
    this.#predecessors.delete(uid);
    this.#predecessors.set(uid, predecessor);
    if (this.#predecessors.size <= playlistLimits.tombstones) return;
    const [oldest] = this.#predecessors.keys();
    if (oldest !== undefined) this.#predecessors.delete(oldest);
  }

  /** It is back in the list. */
  raise(uid: string): void {
    this.#predecessors.delete(uid);
  }

  /** The nearest thing before a removed item that `isThere`; null: the front. @returns undefined when nobody knows where it stood */
  resolve(uid: string, isThere: (uid: string) => boolean): string | null | undefined {
    let at: string | null | undefined = uid;
    while (typeof at === "string" && !isThere(at)) at = this.#predecessors.get(at);
    return at;
  }
}
