/** The line out: how many frames are due by now, and when each of them is heard. */
import type { Output } from "./outputs.ts";

/** Frames are handed over so long before they are heard, milliseconds. */
const leadMs = 60;
const tickMs = 10;
/** Later than this, what was missed is not made up for, milliseconds. */
const patienceMs = 2000;

/** Milliseconds that never leap, whatever is done to the clock on the wall. */
export function localTime(): number {
  return performance.timeOrigin + performance.now();
}

export class Line {
  readonly output: Output;
  readonly rate: number;
  readonly #now: () => number;
  /** When frame 0 was heard. */
  #origin: number;
  #rendered = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(output: Output, rate: number, now: () => number = localTime) {
    this.output = output;
    this.rate = rate;
    this.#now = now;
    this.#origin = now() + leadMs;
  }

  /** The first frame that nothing was decided about yet. */
  get rendered(): number {
    return this.#rendered;
  }

  frameAt(time: number): number {
    return Math.round(((time - this.#origin) * this.rate) / 1000);
  }

  timeOf(frame: number): number {
    return this.#origin + (frame * 1000) / this.rate;
  }

  /** @param render puts so many frames into the output @param onSlip what follows is heard later than was said */
  run(render: (from: number, count: number) => void, onSlip: () => void): void {
    this.#timer = setInterval(() => this.tick(render, onSlip), tickMs);
  }

  tick(render: (from: number, count: number) => void, onSlip: () => void): void {
    const late = this.#now() + leadMs - this.timeOf(this.#rendered);
    // A sound card that is slower than this clock, or a machine that slept: from here on everything is heard that much later.
    if ((this.output.isFull && late > leadMs) || late > patienceMs) {
      this.#origin += late;
      onSlip();
    }
    if (this.output.isFull) return;
    const count = this.frameAt(this.#now() + leadMs) - this.#rendered;
    if (count <= 0) return;
    render(this.#rendered, count);
    this.#rendered += count;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.output.close();
  }
}
