/** Fetches heads of what the listener is about to play, within a budget: at most one wasted head for two streams. */
import type { Grant } from "../../contracts/playback.ts";
import type { Download } from "./download.ts";
import type { Grants } from "./grants.ts";
import { savesData } from "./network.ts";

/** A pointer that only passes over does not stay this long. */
const dwellMilliseconds = 50;
/** One head may be on its way before anything has played. */
const firstCredit = 1;
const creditPerStream = 0.5;
const maximumCredit = 3;

export class Intentions {
  readonly #grants: Grants;
  readonly #downloadOf: (grant: Grant) => Download | undefined;
  #credit = firstCredit;
  /** Fetched for an intention, not played yet: by track. */
  #unused = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDestroyed = false;

  constructor(grants: Grants, downloadOf: (grant: Grant) => Download | undefined) {
    this.#grants = grants;
    this.#downloadOf = downloadOf;
  }

  /** The last one counts: those before it were passed over. */
  intend(trackIds: readonly string[]): void {
    this.#grants.warm(trackIds);
    clearTimeout(this.#timer);
    const [first] = trackIds;
    if (first === undefined || savesData()) return;
    this.#timer = setTimeout(() => void this.#fetchHead(first).catch(() => {}), dwellMilliseconds);
  }

  /** A stream of this track began: its head was no waste. */
  played(trackId: string): void {
    clearTimeout(this.#timer);
    const refund = this.#unused.delete(trackId) ? 1 : 0;
    this.#credit = Math.min(maximumCredit, this.#credit + refund + creditPerStream);
  }

  destroy(): void {
    this.#isDestroyed = true;
    clearTimeout(this.#timer);
  }

  async #fetchHead(trackId: string): Promise<void> {
    const answer = await this.#grants.get(trackId);
    if (answer.kind === "refused" || this.#isDestroyed || this.#credit < 1) return;
    const download = this.#downloadOf(answer.grant);
    if (!download || download.size > 0 || download.isBusy) return;
    this.#credit--;
    this.#unused.add(trackId);
    download.wantHead();
  }
}
