/** The bytes of a granted file, in order, whatever the network does meanwhile. */
import { setTimeout as sleep } from "node:timers/promises";
import { Stop } from "./login.ts";
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
    for (let failures = 1; ; failures++) {
      try {
        return new Download(service, trackId, await service.grant(trackId), signal);
      } catch (error) {
        if (signal.aborted || failures > retries || isFinal(error)) throw error;
        await pause(failures, signal);
      }
    }
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
    let [next, failures, refusals] = [offset, 0, 0];
    while (next < until) {
      try {
        for await (const part of this.#service.bytes(this.#granted.rendition, next, Math.min(windowBytes, until - next), this.#signal)) {
          next += part.length;
          [failures, refusals] = [0, 0];
          yield part;
        }
      } catch (error) {
        failures += 1;
        if (isFinal(error)) refusals += 1;
        if (this.#signal.aborted || failures > retries || refusals > 1) throw error;
        // A grant may have expired.
        if (isFinal(error)) this.#granted = await this.#service.grant(this.#trackId);
        else await pause(failures, this.#signal);
      }
    }
  }
}

/** What was refused stays so; the network, or the service, may come back. */
function isFinal(error: unknown): boolean {
  return error instanceof Stop || (error instanceof Refused && error.status < 500 && error.status !== 429);
}

function pause(failures: number, signal: AbortSignal): Promise<void> {
  return sleep(Math.min(3000, 100 * 2 ** failures), undefined, { signal });
}
