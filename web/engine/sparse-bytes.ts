/** The parts of a file that are held in memory, in the order of their offsets, never overlapping. */
export class SparseBytes {
  #chunks: { offset: number; bytes: Uint8Array<ArrayBuffer> }[] = [];
  #size = 0;

  /** Bytes held. */
  get size(): number {
    return this.#size;
  }

  /** Keeps what is not held yet. */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    let at = offset;
    const end = offset + bytes.length;
    while (at < end) {
      const from = this.missingFrom(at);
      const until = Math.min(end, this.heldFrom(from));
      if (from >= end) return;
      const position = this.#chunks.findIndex((chunk) => chunk.offset > from);
      const chunk = { offset: from, bytes: bytes.subarray(from - offset, until - offset) };
      if (position < 0) this.#chunks.push(chunk);
      else this.#chunks.splice(position, 0, chunk);
      this.#size += until - from;
      at = until;
    }
  }

  /** @returns what is held from `offset` on without a hole, at most to the end of one write; undefined when that byte is missing */
  read(offset: number): Uint8Array<ArrayBuffer> | undefined {
    const chunk = this.#chunks.find((candidate) => offset >= candidate.offset && offset < candidate.offset + candidate.bytes.length);
    return chunk?.bytes.subarray(offset - chunk.offset);
  }

  /** @returns all that is held from the file's beginning, as one array */
  prefix(): Uint8Array<ArrayBuffer> {
    const end = this.missingFrom(0);
    const first = this.read(0);
    if (!first || first.length >= end) return first ?? new Uint8Array(0);
    const joined = new Uint8Array(end);
    for (const { offset, bytes } of this.#chunks) if (offset < end) joined.set(bytes, offset);
    return joined;
  }

  /** @returns the first byte from `offset` on that is not held */
  missingFrom(offset: number): number {
    let at = offset;
    for (const chunk of this.#chunks) {
      if (chunk.offset > at) break;
      at = Math.max(at, chunk.offset + chunk.bytes.length);
    }
    return at;
  }

  /** @returns the first byte from `offset` on that is held, Infinity when there is none */
  heldFrom(offset: number): number {
    for (const chunk of this.#chunks) {
      if (chunk.offset + chunk.bytes.length > offset) return Math.max(offset, chunk.offset);
    }
    return Infinity;
  }

  /** Forgets chunks that lie whole in `[from, until)`. */
  drop(from: number, until: number): void {
    this.#chunks = this.#chunks.filter((chunk) => chunk.offset < from || chunk.offset + chunk.bytes.length > until);
    this.#size = this.#chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
  }
}
