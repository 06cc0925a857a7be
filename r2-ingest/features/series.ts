/** Rows of numbers that come one after another: nobody knows beforehand how long a recording is. */

export class Series {
  readonly width: number;
  #values: Float32Array;
  #rows = 0;

  /** @param width numbers a row */
  constructor(width: number) {
    this.width = width;
    this.#values = new Float32Array(width * 1024);
  }

  get rows(): number {
    return this.#rows;
  }

  /** @param row as many numbers as the series is wide; they are copied */
  add(row: ArrayLike<number>): void {
    const end = (this.#rows + 1) * this.width;
    if (end > this.#values.length) {
      const larger = new Float32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(row, this.#rows * this.width);
    this.#rows++;
  }

  row(index: number): Float32Array {
    return this.#values.subarray(index * this.width, (index + 1) * this.width);
  }

  /** One number of every row. */
  column(index: number): Float32Array {
    return Float32Array.from({ length: this.#rows }, (_, row) => this.#values[row * this.width + index] ?? 0);
  }

  /** Mean of the rows from `from` to before `to`, all zero where there are none. */
  mean(from: number, to: number): Float32Array {
    const mean = new Float32Array(this.width);
    const end = Math.min(to, this.#rows);
    for (let row = Math.max(0, from); row < end; row++) {
      for (let at = 0; at < this.width; at++) mean[at] = (mean[at] ?? 0) + (this.#values[row * this.width + at] ?? 0);
    }
    const count = Math.max(1, end - Math.max(0, from));
    return mean.map((sum) => sum / count);
  }
}
