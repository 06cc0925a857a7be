/** Gets what comes next ready while the current track plays: grants, the whole next track, the head of the one after. */
import type { Grants } from "./grants.ts";
import type { Output, Source } from "./output.ts";
import type { QueueItem } from "./types.ts";

/** Grants are asked for this many entries at a time: one request for several tracks. */
const grantBatch = 5;

export type AheadNeeds = {
  grants: Grants;
  output: Output;
  /** The entries after the current one, those that can't be played left out. */
  upcoming: (count: number) => QueueItem[];
  sourceOf: (item: QueueItem) => Source | undefined;
  /** It can't be played: leave it out from now on. */
  skip: (item: QueueItem) => void;
};

export class Ahead {
  readonly #needs: AheadNeeds;
  /** The uid that the output was told; "nothing" at the queue's end. */
  #told: string | undefined;

  constructor(needs: AheadNeeds) {
    this.#needs = needs;
  }

  /** Another track is current. */
  reset(): void {
    this.#told = undefined;
  }

  /**
   * @param position seconds
   * @param duration seconds
   */
  update(position: number, duration: number): void {
    const { grants } = this.#needs;
    const { whole_next_at, head_after_next_at } = grants.prefetch;
    const soon = this.#needs.upcoming(2);
    if (soon.some(({ trackId }) => !grants.peek(trackId))) {
      grants.warm(this.#needs.upcoming(grantBatch).map(({ trackId }) => trackId));
    }
    // Once told, the output hears of every change of the queue.
    if (this.#told !== undefined || position >= duration * whole_next_at) this.#tell();
    if (position >= duration * head_after_next_at) this.#fetchHeadAfterNext();
  }

  #tell(): void {
    const { output, grants, upcoming, sourceOf, skip } = this.#needs;
    const [next] = upcoming(1);
    if (!next) {
      if (this.#told !== "nothing") output.follow("nothing");
      this.#told = "nothing";
      return;
    }
    const answer = grants.peek(next.trackId);
    if (this.#told === next.uid) return;
    const source = answer?.kind === "granted" ? sourceOf(next) : undefined;
    if (answer && !source) {
      skip(next);
      this.#tell();
      return;
    }
    output.follow(source);
    this.#told = source ? next.uid : this.#told && "unknown";
  }

  #fetchHeadAfterNext(): void {
    const { output, upcoming, sourceOf } = this.#needs;
    const [next, after] = upcoming(2);
    if (!next || !after || !output.isFetched()) return;
    const held = sourceOf(next)?.download;
    const download = sourceOf(after)?.download;
    if (held && download && !held.isBusy && download.size === 0) download.wantHead();
  }
}
