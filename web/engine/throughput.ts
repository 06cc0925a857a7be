/** Estimates bits per second from what arrives: the lower of a quick and a slow average, so that it falls fast and rises with proof. */
export class Throughput {
  #quick = new Average(2);
  #slow = new Average(6);
  #bytes = 0;

  /** @param milliseconds between the end of the last chunk and the end of this one, the wait for the first byte left out */
  sample(bytes: number, milliseconds: number): void {
    const seconds = Math.max(milliseconds, 1) / 1000;
    this.#bytes += bytes;
    this.#quick.add((bytes * 8) / seconds, seconds);
    this.#slow.add((bytes * 8) / seconds, seconds);
  }

  /** It ran dry: whatever the averages say, less than `bitsPerSecond` came through. */
  ranDry(bitsPerSecond: number): void {
    for (const average of [this.#quick, this.#slow]) average.lowerTo(bitsPerSecond * 0.7);
  }

  /** Bits per second; undefined until enough has arrived to judge by. */
  get estimate(): number | undefined {
    return this.#bytes < 32_768 ? undefined : Math.min(this.#quick.value, this.#slow.value);
  }
}

/** Exponentially weighted by time; without the bias towards zero at its beginning. */
class Average {
  #halfLife: number;
  #sum = 0;
  #weight = 0;

  /** @param halfLife seconds */
  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  add(value: number, seconds: number): void {
    const keep = 0.5 ** (seconds / this.#halfLife);
    this.#sum = this.#sum * keep + value * (1 - keep);
    this.#weight = this.#weight * keep + (1 - keep);
  }

  lowerTo(value: number): void {
    if (this.value > value) this.#sum = value * this.#weight;
  }

  get value(): number {
    return this.#weight === 0 ? 0 : this.#sum / this.#weight;
  }
}
