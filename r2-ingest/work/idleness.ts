/**
 * What a pool and its threads share: whether to stop, and how many jobs are under way. A thread must not be terminated inside of FFmpeg:
 * node-av then throws into an environment that runs no script any more, and Node aborts the whole process.
 */
const stop = 0;
const busy = 1;

export class Idleness {
  readonly #words: Int32Array;

  /** @param memory of the pool's own, for its threads; a new one when absent */
  constructor(memory = new SharedArrayBuffer(8)) {
    this.#words = new Int32Array(memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#words.buffer as SharedArrayBuffer;
  }

  /** Asks all threads to give up what they do. */
  stop(): void {
    Atomics.store(this.#words, stop, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, stop) === 1;
  }

  begin(): void {
    Atomics.add(this.#words, busy, 1);
  }

  end(): void {
    Atomics.sub(this.#words, busy, 1);
    Atomics.notify(this.#words, busy);
  }

  /** Blocks until no job is under way. @param limit milliseconds */
  wait(limit: number): void {
    const until = performance.now() + limit;
    for (let left = Atomics.load(this.#words, busy); left > 0; left = Atomics.load(this.#words, busy)) {
      if (Atomics.wait(this.#words, busy, left, Math.max(0, until - performance.now())) === "timed-out") return;
    }
  }
}
