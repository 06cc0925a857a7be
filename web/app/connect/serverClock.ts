/** The server's time, as this page knows it: a few samples when they are wanted, each asked for once the one before is answered. */
import { unknownClock, withSample, type ClockEstimate } from "../../../domain/connect/clock.ts";

const samplesTaken = 5;
/** Whoever has just come in is busy with that, and answers late: soon after it is asked once more, milliseconds. */
const onceMoreAfter = 2000;
/** Clocks run apart by less than a tenth of a millisecond a second. */
const againAfter = 5 * 60_000;
/** A page's clock may stand still while the machine sleeps: what was known before is then wrong by more than this, milliseconds. */
const leapMs = 2000;

export type ServerClockNeeds = {
  /** Milliseconds that only ever grow. */
  now: () => number;
  /** Asks for a sample. */
  ask: (sent: number) => void;
};

export class ServerClock {
  readonly #needs: ServerClockNeeds;
  #offset: number | undefined;
  #estimate: ClockEstimate = unknownClock;
  #left = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(needs: ServerClockNeeds) {
    this.#needs = needs;
  }

  /** Milliseconds since 1970 by the server's clock; undefined before it was heard of. */
  now(): number | undefined {
    return this.#offset === undefined ? undefined : this.#needs.now() + this.#offset;
  }

  /** That moment by the page's own clock. */
  localTime(server: number): number {
    return server - (this.#offset ?? 0);
  }

  /** Connected anew. @param server its time as it was sent: too early by however long that was on its way */
  begin(server: number): void {
    const offset = server - this.#needs.now();
    if (this.#offset === undefined || Math.abs(this.#offset - offset) > leapMs) {
      this.#offset = offset;
      this.#estimate = unknownClock;
    }
    this.sample(onceMoreAfter);
  }

  /** @param again milliseconds until the next time */
  sample(again: number = againAfter): void {
    clearTimeout(this.#again);
    this.#left = samplesTaken;
    this.#ask();
    this.#again = setTimeout(() => this.sample(), again);
  }

  take(sent: number, server: number): void {
    this.#estimate = withSample(this.#estimate, { sent, server, received: this.#needs.now() });
    this.#offset = this.#estimate.offset;
    this.#left -= 1;
    if (this.#left > 0) this.#ask();
  }

  stop(): void {
    clearTimeout(this.#again);
  }

  #ask(): void {
    this.#needs.ask(this.#needs.now());
  }
}
