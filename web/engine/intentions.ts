/** Fetches heads of what the listener is about to play, within a budget: at most one wasted head for two streams. */
import type { Grant } from "../../contracts/playback.ts";
import type { Grants } from "./grants.ts";
import { savesData } from "./network.ts";
import type { Source } from "./output.ts";

/** One head may be on its way before anything has played. */
const firstCredit = 1;
const creditPerStream = 0.5;
const maximumCredit = 3;

export class Intentions {
  readonly #grants: Grants;
  readonly #sourceOf: (grant: Grant) => Source | undefined;
  readonly #cue: (source: Source) => void;
  #credit = firstCredit;
  /** Fetched for an intention, not played yet: by track. */
  #unused = new Set<string>();
  #isDestroyed = false;

  /** @param cue takes a source whose head is held or on its way */
  constructor(grants: Grants, sourceOf: (grant: Grant) => Source | undefined, cue: (source: Source) => void) {
    this.#grants = grants;
    this.#sourceOf = sourceOf;
    this.#cue = cue;
  }

  /** How long a pointer must rest before that is an intention, the pages decide. */
  intend(trackIds: readonly string[]): void {
    this.#grants.warm(trackIds);
    const [first] = trackIds;
    if (first === undefined || savesData()) return;
    void this.#fetchHead(first).catch(() => {});
  }

  /** A stream of this track began: its head was no waste. */
  played(trackId: string): void {
    const refund = this.#unused.delete(trackId) ? 1 : 0;
    this.#credit = Math.min(maximumCredit, this.#credit + refund + creditPerStream);
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  async #fetchHead(trackId: string): Promise<void> {
    const answer = await this.#grants.get(trackId);
    if (answer.kind === "refused" || this.#isDestroyed) return;
    const source = this.#sourceOf(answer.grant);
    if (!source) return;
    const { download } = source;
    if (download.size === 0 && !download.isBusy) {
      if (this.#credit < 1) return;
      this.#credit--;
      this.#unused.add(trackId);
      download.wantHead();
    }
    this.#cue(source);
  }
}
