/** The renditions whose bytes are in memory: one each, the least recently used given up first. */
import type { Grant, GrantedRendition } from "../../contracts/playback.ts";
import { Download } from "./download.ts";
import type { Grants } from "./grants.ts";
import type { Throughput } from "./throughput.ts";

const maximumBytes = 32 * 1024 * 1024;
const maximumCount = 32;

export class Downloads {
  readonly #grants: Grants;
  readonly #throughput: Throughput;
  readonly #origin: string;
  /** In the order of use. */
  #held = new Map<string, Download>();

  constructor(grants: Grants, throughput: Throughput, origin: string) {
    this.#grants = grants;
    this.#throughput = throughput;
    this.#origin = origin;
  }

  /** The download of one rendition, which is now the one most recently used. */
  of(grant: Grant, rendition: GrantedRendition): Download {
    const key = keyOf(grant, rendition);
    let download = this.#held.get(key);
    if (!download || download.failure) {
      download?.destroy();
      download = new Download(rendition, (renew) => this.#urlOf(grant.track_id, rendition, renew), this.#throughput);
    }
    this.#held.delete(key);
    this.#held.set(key, download);
    return download;
  }

  /** What came of these bytes cannot be decoded: the next use fetches them again. */
  discard(download: Download): void {
    for (const [key, held] of this.#held) if (held === download) this.#held.delete(key);
    download.destroy();
  }

  /** @param inUse those that must stay */
  trim(inUse: ReadonlySet<Download>): void {
    let bytes = 0;
    for (const download of this.#held.values()) bytes += download.size;
    for (const [key, download] of this.#held) {
      if (bytes <= maximumBytes && this.#held.size <= maximumCount) return;
      if (inUse.has(download)) continue;
      bytes -= download.size;
      download.destroy();
      this.#held.delete(key);
    }
  }

  destroy(): void {
    for (const download of this.#held.values()) download.destroy();
    this.#held.clear();
  }

  async #urlOf(trackId: string, { tier }: GrantedRendition, renew: boolean) {
    const answer = await (renew ? this.#grants.renew(trackId) : this.#grants.get(trackId));
    if (answer.kind === "refused") return { reason: answer.reason };
    const granted = answer.grant.renditions.find((rendition) => rendition.tier === tier);
    return granted ? new URL(granted.url, this.#origin).href : ({ reason: "not_ready" } as const);
  }
}

/** A preview and the whole of one recording are different files in all but name. */
function keyOf(grant: Grant, rendition: GrantedRendition): string {
  return `${grant.recording_id}/${rendition.tier}/${rendition.bytes}`;
}
