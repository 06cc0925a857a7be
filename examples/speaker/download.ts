/** The bytes of a granted file, in order, whatever the network does meanwhile. */
import { setTimeout as sleep } from "node:timers/promises";
import { Refused, type Granted, type Service } from "./service.ts";

/** One request asks for no more than this. */
const windowBytes = 8 * 1024 * 1024;
const retries = 12;

export class Download {
  readonly #service: Service;
  readonly #trackId: string;
  readonly #signal: AbortSignal;
  #granted: Granted;

  private constructor(service: Service, trackId: string, granted: Granted, signal: AbortSignal) {
    this.#service = service;
    this.#trackId = trackId;
    this.#granted = granted;
    this.#signal = signal;
  }

  /** @throws Refused where the track may not be played */
  static async of(service: Service, trackId: string, signal: AbortSignal): Promise<Download> {
    return new Download(service, trackId, await service.grant(trackId), signal);
  }

  get granted(): Granted {
    return this.#granted;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const part of this.from(offset, offset + length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** From an offset to the end: read as fast as it is taken. What breaks off goes on where it was. */
  async *from(offset: number, until: number = this.#granted.rendition.bytes): AsyncGenerator<Uint8Array> {
    let [next, failures] = [offset, 0];
    while (next < until) {
      try {
        for await (const part of this.#service.bytes(this.#granted.rendition, next, Math.min(windowBytes, until - next), this.#signal)) {
          next += part.length;
          failures = 0;
          yield part;
        }
      } catch (error) {
        failures += 1;
        if (this.#signal.aborted || failures > retries) throw error;
        await this.#recover(error, failures);
      }
    }
  }

  /** A grant that has expired is asked for again; what is away may come back. */
  async #recover(error: unknown, failures: number): Promise<void> {
    if (error instanceof Refused && error.status < 500 && error.status !== 429) {
      if (failures > 1) throw error;
      this.#granted = await this.#service.grant(this.#trackId);
    } else await sleep(Math.min(3000, 100 * 2 ** failures), undefined, { signal: this.#signal });
  }
}
