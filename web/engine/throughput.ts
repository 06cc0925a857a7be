const staleMilliseconds = 5_000;

/** Estimates bits per second from what arrives: the lower of a quick and a slow average, so that it falls fast and rises with proof. */
export class Throughput {
  readonly #quick = new Average(2_000);
  readonly #slow = new Average(6_000);
  readonly #now: () => number;
  #bytes = 0;
  #sampledAt = -Infinity;

  /** @param now milliseconds, of any clock that does not jump */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @param milliseconds between the end of the last chunk and the end of this one, the wait for the first byte left out */
  sample(bytes: number, milliseconds: number): void {
    this.#bytes += bytes;
    this.#sampledAt = this.#now();
    for (const average of [this.#quick, this.#slow]) average.add(bytes, milliseconds, this.#sampledAt);
  }

  /** It ran dry: whatever the averages say, less than `bitsPerSecond` came through. */
  ranDry(bitsPerSecond: number): void {
    for (const average of [this.#quick, this.#slow]) average.lowerTo(bitsPerSecond * 0.7);
  }

  /** Nothing has arrived for a while that could tell of a better network. */
  get isStale(): boolean {
    return this.#now() - this.#sampledAt > staleMilliseconds;
  }

  /** Bits per second; undefined until enough has arrived to judge by. */
  get estimate(): number | undefined {
    return this.#bytes < 32_768 ? undefined : Math.min(this.#quick.bitsPerSecond, this.#slow.bitsPerSecond);
  }
}

/** All bytes over all time, both fading with age. */
class Average {
  readonly #halfLife: number;
  #bytes = 0;
  #milliseconds = 0;
  #at = 0;

  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  add(bytes: number, milliseconds: number, now: number): void {
    const keep = 0.5 ** (Math.max(0, now - this.#at) / this.#halfLife);
    this.#at = now;
    this.#bytes = this.#bytes * keep + bytes;
    this.#milliseconds = this.#milliseconds * keep + milliseconds;
  }

  lowerTo(bitsPerSecond: number): void {
    if (this.bitsPerSecond > bitsPerSecond) this.#bytes = (bitsPerSecond * this.#milliseconds) / 8000;
  }

  get bitsPerSecond(): number {
    return (this.#bytes * 8000) / Math.max(this.#milliseconds, 1);
  }
}
