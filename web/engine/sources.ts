/** Makes what an output plays of what is held: a grant, a rendition chosen for now, and its bytes. */
import type { Grant, GrantedRendition } from "../../contracts/playback.ts";
import type { Downloads } from "./downloads.ts";
import type { Source } from "./output.ts";
import type { TierChoice } from "./quality.ts";
import type { Renditions } from "./renditions.ts";

export type ChosenSource = { source: Source; degraded: boolean };

export class Sources {
  readonly #renditions: Renditions;
  readonly #downloads: Downloads;

  constructor(renditions: Renditions, downloads: Downloads) {
    this.#renditions = renditions;
    this.#downloads = downloads;
  }

  /**
   * In the rendition that suits the network now.
   * @param before what plays until then
   * @returns undefined when the browser plays none of the renditions
   */
  choose(uid: string, grant: Grant, before: Source | undefined): ChosenSource | undefined {
    const choice = this.#renditions.choose(grant, before?.rendition.tier);
    return choice && this.of(uid, grant, choice);
  }

  of(uid: string, grant: Grant, { rendition, degraded }: TierChoice<GrantedRendition>): ChosenSource {
    return { source: { uid, grant, rendition, download: this.#downloads.of(grant, rendition) }, degraded };
  }

  /** The same, of bytes that are fetched again. */
  afresh(source: Source): Source {
    this.#downloads.discard(source.download);
    return { ...source, download: this.#downloads.of(source.grant, source.rendition) };
  }

  isDegraded(grant: Grant, { tier }: GrantedRendition): boolean {
    const choice = this.#renditions.choose(grant);
    return choice !== undefined && choice.degraded && choice.rendition.tier === tier;
  }
}
