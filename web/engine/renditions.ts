/** Chooses the rendition to play a grant in, and when to change it on the way. */
import type { Grant, GrantedRendition } from "../../contracts/playback.ts";
import type { Tier } from "../../domain/ladder.ts";
import { expectedThroughput, savesData } from "./network.ts";
import type { Throughput } from "./throughput.ts";
import { chooseRendition, type TierChoice } from "./quality.ts";
import { mediaSourceClass } from "./source-buffer-queue.ts";
import type { QualityWish } from "./types.ts";

/** Milliseconds between two changes within a track; each step down doubles them, so that a weak network is not tried in vain. */
const restMilliseconds = { least: 4_000, most: 120_000 };

export type Situation = {
  current: GrantedRendition;
  /** Seconds that are buffered ahead of the playhead. */
  ahead: number;
  /** Seconds of the track that are still to be heard. */
  left: number;
  isFetched: boolean;
};

export class Renditions {
  readonly #throughput: Throughput;
  readonly #playable = new Map<string, boolean>();
  #changedAt = -Infinity;
  #rest = restMilliseconds.least;
  wish: QualityWish = "auto";

  constructor(throughput: Throughput) {
    this.#throughput = throughput;
  }

  /** For a track that is to begin. */
  choose(grant: Grant, current?: Tier): TierChoice<GrantedRendition> | undefined {
    const playable = grant.renditions.filter((rendition) => this.#canPlay(rendition.mime_type));
    if (!mediaSourceClass()) {
      const [first] = playable;
      return first && { rendition: first, degraded: false };
    }
    const throughput = this.#throughput.estimate ?? expectedThroughput();
    return chooseRendition(playable, {
      wish: this.wish,
      throughput,
      saveData: savesData(),
      current,
      probe: this.#throughput.isStale && this.#isRested,
    });
  }

  /** Within a track: the choice to change to, if a change is due. */
  reconsider(grant: Grant, { current, ahead, left, isFetched }: Situation): TierChoice<GrantedRendition> | undefined {
    if (!mediaSourceClass() || !this.#isRested) return undefined;
    const choice = this.choose(grant, current.tier);
    if (!choice || choice.rendition.tier === current.tier) return undefined;
    const isLower = choice.rendition.bitrate < current.bitrate;
    const isDue = isLower ? !isFetched && ahead < 8 : ahead > 8 && left > 12;
    return isDue ? choice : undefined;
  }

  /** A choice was taken up within a track. */
  changed({ degraded }: { degraded: boolean }, isLower: boolean): void {
    this.#changedAt = performance.now();
    if (isLower) this.#rest = Math.min(this.#rest * 2, restMilliseconds.most);
    else if (!degraded) this.#rest = restMilliseconds.least;
  }

  get #isRested(): boolean {
    return performance.now() - this.#changedAt > this.#rest;
  }

  #canPlay(mimeType: string): boolean {
    const known = this.#playable.get(mimeType);
    if (known !== undefined) return known;
    const Source = mediaSourceClass();
    const answer = Source ? Source.isTypeSupported(mimeType) : new Audio().canPlayType(mimeType) !== "";
    this.#playable.set(mimeType, answer);
    return answer;
  }
}
