/** One rendition's bytes: what is held of them, and the one request at a time that brings more. */
import type { GrantedRendition } from "../../contracts/playback.ts";
import { backoff } from "./backoff.ts";
import { Emitter } from "./emitter.ts";
import { fetchRange } from "./fetch-range.ts";
import { readFragments, readInitialisation, type FragmentTable, type Initialisation } from "./mp4.ts";
import { whenOnline } from "./network.ts";
import { SparseBytes } from "./sparse-bytes.ts";
import type { Throughput } from "./throughput.ts";
import type { Failure } from "./types.ts";
import { planRequest, windowEnd, type Running, type Wanted } from "./windows.ts";

export type DownloadEvents = {
  data: undefined;
  failed: Failure;
  /** Attempts fail (true), or bytes flow again (false). */
  trouble: boolean;
};

/** @returns a URL that a grant signs now, or why there is none; `renew` when the last one was refused */
export type ResolveUrl = (renew: boolean) => Promise<string | Failure>;

type Request = Running & { controller: AbortController };

export class Download {
  readonly rendition: GrantedRendition;
  readonly events = new Emitter<DownloadEvents>();
  readonly #resolve: ResolveUrl;
  readonly #throughput: Throughput;
  #bytes = new SparseBytes();
  #initialisation: Initialisation | undefined;
  #fragments: FragmentTable | undefined;
  #wanted: Wanted | undefined;
  #request: Request | undefined;
  #failure: Failure | undefined;

  constructor(rendition: GrantedRendition, resolve: ResolveUrl, throughput: Throughput) {
    this.rendition = rendition;
    this.#resolve = resolve;
    this.#throughput = throughput;
  }

  /** Undefined while too little is held. */
  get initialisation(): Initialisation | undefined {
    return (this.#initialisation ??= readInitialisation(this.#bytes.prefix()));
  }

  /** Undefined while too little is held. */
  get fragments(): FragmentTable | undefined {
    return (this.#fragments ??= readFragments(this.#bytes.prefix()));
  }

  /** The initialisation segment; undefined while too little is held. */
  header(): Uint8Array<ArrayBuffer> | undefined {
    return this.initialisation && this.#bytes.prefix().subarray(0, this.initialisation.length);
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Bytes in memory. */
  get size(): number {
    return this.#bytes.size;
  }

  /** Bytes held from `offset` on without a hole. */
  heldAfter(offset: number): number {
    return this.#bytes.missingFrom(offset) - offset;
  }

  read(offset: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#bytes.read(offset);
  }

  /** Has `[from, until)` brought, `until` at most a window's length away; what was wanted before no longer counts. */
  want(from: number, until: number = windowEnd(from, this.rendition.bytes)): void {
    this.#wanted = { from, until: Math.min(until, this.rendition.bytes) };
    this.#pursue();
  }

  /** The head that the grant names: initialisation, index, first fragments. */
  wantHead(): void {
    const { offset, length } = this.rendition.head;
    if (this.#wanted === undefined) this.want(offset, offset + length);
  }

  get holdsHead(): boolean {
    const { offset, length } = this.rendition.head;
    return this.heldAfter(offset) >= length;
  }

  get isBusy(): boolean {
    return this.#request !== undefined;
  }

  /** Nothing is wanted any more; what is held stays. */
  rest(): void {
    this.#wanted = undefined;
    this.#request?.controller.abort();
    this.#request = undefined;
  }

  /** Frees memory of a long file: all in `[after the head, before)`. */
  forget(before: number): void {
    this.#bytes.drop(this.rendition.head.offset + this.rendition.head.length, before);
  }

  destroy(): void {
    this.rest();
    this.events.destroy();
    this.#bytes = new SparseBytes();
  }

  #pursue(): void {
    const wanted = this.#wanted;
    if (!wanted || this.#failure) return;
    const missing = this.#bytes.missingFrom(wanted.from);
    const patience = Math.max(65_536, ((this.#throughput.estimate ?? 0) / 8) * 0.3);
    const plan = planRequest(wanted, missing, this.#bytes.heldFrom(missing), this.#request, patience);
    if (plan.kind !== "start") return;
    this.#request?.controller.abort();
    const request: Request = { position: plan.from, until: plan.until, controller: new AbortController() };
    this.#request = request;
    void this.#run(request);
  }

  /** Tries until the request's range is held, it is given up, or it can never be. */
  async #run(request: Request): Promise<void> {
    const { signal } = request.controller;
    let renew = false;
    let renewals = 0;
    for (let attempt = 0; request.position < request.until; attempt++) {
      const url = await this.#resolve(renew).catch(() => ({ reason: "network" }) as const);
      if (signal.aborted) return;
      if (typeof url !== "string") return this.#fail(url);
      const started = request.position;
      const outcome = await fetchRange({
        url,
        from: started,
        until: request.until,
        signal,
        onBytes: (offset, bytes) => this.#take(request, offset, bytes, attempt > 0),
        onTransfer: (bytes, milliseconds) => this.#throughput.sample(bytes, milliseconds),
      });
      if (signal.aborted) return;
      if (outcome.kind === "complete") break;
      if (request.position > started) [attempt, renewals] = [0, 0];
      renew = outcome.kind === "refused";
      if (renew) renewals++;
      // A fresh grant that is refused as well will not be accepted on a third attempt.
      if (outcome.kind === "gone" || renewals > 2) return this.#fail({ reason: outcome.kind === "gone" ? "not_found" : "network" });
      if (renew && renewals === 1) continue;
      this.events.emit("trouble", true);
      await whenOnline(backoff(attempt, Math.random()), signal).catch(() => {});
      if (signal.aborted) return;
    }
    this.#request = undefined;
    this.#pursue();
  }

  #take(request: Request, offset: number, bytes: Uint8Array<ArrayBuffer>, afterTrouble: boolean): void {
    if (request.controller.signal.aborted) return;
    this.#bytes.write(offset, bytes);
    request.position = Math.max(request.position, offset + bytes.length);
    if (afterTrouble) this.events.emit("trouble", false);
    this.events.emit("data", undefined);
  }

  #fail(failure: Failure): void {
    this.#request = undefined;
    this.#failure = failure;
    this.events.emit("failed", failure);
  }
}
