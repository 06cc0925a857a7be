/** The server's time, as this page knows it: asked for in the rounds of domain/connect/clock.ts. */
import {
  clockRound,
  doubtOf,
  newRound,
  nextQuestion,
  offsetOf,
  unknownClock,
  withGreeting,
  withSample,
  type ClockEstimate,
} from "../../../domain/connect/clock.ts";

export type ServerClockNeeds = {
  /** Milliseconds that only ever grow. */
  now: () => number;
  /** Asks for a sample. */
  ask: (sent: number) => void;
  /** From a round to the next, milliseconds. */
  againMs?: number;
};

export class ServerClock {
  readonly #needs: ServerClockNeeds;
  #estimate: ClockEstimate = unknownClock;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(needs: ServerClockNeeds) {
    this.#needs = needs;
  }

  /** Milliseconds since 1970 by the server's clock; undefined before it was heard of. */
  now(): number | undefined {
    const offset = offsetOf(this.#estimate);
    return offset === undefined ? undefined : this.#needs.now() + offset;
  }

  /** By so much it may still be wrong, while it is being asked for; milliseconds. */
  get doubt(): number {
    return doubtOf(this.#estimate, this.#needs.now());
  }

  /** That moment by the page's own clock. */
  localTime(server: number): number {
    return server - (offsetOf(this.#estimate) ?? 0);
  }

  /** Connected anew. @param server its time as it was sent */
  begin(server: number): void {
    this.#estimate = withGreeting(this.#estimate, { server, received: this.#needs.now() });
    this.#ask();
  }

  /** A round at once. */
  sample(): void {
    this.#estimate = newRound(this.#estimate);
    this.#ask();
  }

  take(sent: number, server: number): void {
    this.#estimate = withSample(this.#estimate, { sent, server, received: this.#needs.now() });
    const next = nextQuestion(this.#estimate);
    if (next !== undefined) this.#after(next, () => this.#ask());
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #ask(): void {
    this.#after(this.#needs.againMs ?? clockRound.againMs, () => this.sample());
    this.#needs.ask(this.#needs.now());
  }

  #after(ms: number, run: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, ms);
  }
}
