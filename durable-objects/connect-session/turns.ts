/** Works one after the other, in the order in which they came, whatever each of them waits for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Works that are not done. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @throws what the work throws; those that come after go on */
  async take<Value>(work: () => Value | Promise<Value>): Promise<Value> {
    this.#waiting += 1;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
