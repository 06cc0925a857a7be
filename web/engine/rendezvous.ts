/** Begins and ends at a moment that was agreed with another device, as exactly as the audio element allows. */
import { correctionOf } from "../../domain/connect/follow.ts";
import type { Playback } from "./playback.ts";

/** From where on the way to a moment is waited out without timers, which come late, milliseconds. */
const closeMs = 25;
const settleMs = 150;
const corrections = 3;

export class Rendezvous {
  readonly #audio: HTMLAudioElement;
  readonly #playback: Playback;
  /** How long the element takes from `play()` to its first sound, milliseconds, as far as it was measured here. */
  #startDelay = 0;
  #appointment: AbortController | undefined;

  constructor(audio: HTMLAudioElement, playback: Playback) {
    this.#audio = audio;
    this.#playback = playback;
  }

  /** @returns once it could sound without delay where it stands; false when it never will, or something else is wanted by then */
  ready(): Promise<boolean> {
    const { signal } = this.#appoint();
    const isReady = () => this.#playback.source && !this.#audio.seeking && this.#audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    return new Promise((resolve) => {
      const look = () => {
        const { status } = this.#playback;
        const outcome = signal.aborted || status === "failed" || status === "idle" ? false : isReady() ? true : undefined;
        if (outcome === undefined) return;
        off();
        for (const kind of readyEvents) this.#audio.removeEventListener(kind, look);
        resolve(outcome);
      };
      const off = this.#playback.events.on("changed", look);
      for (const kind of readyEvents) this.#audio.addEventListener(kind, look);
      signal.addEventListener("abort", look);
      look();
    });
  }

  /**
   * From `at` on it sounds as if it had been at `seconds` then.
   * @param at as `performance.now()` counts; past moments are caught up with
   */
  async startAt(seconds: number, at: number): Promise<void> {
    const { signal } = this.#appoint();
    const late = performance.now() + this.#startDelay - at;
    const from = late > 0 ? seconds + late / 1000 : seconds;
    if (Math.abs(this.#playback.position - from) > 0.002) this.#playback.seek(from);
    await moment(at - this.#startDelay, signal);
    if (signal.aborted) return;
    this.#playback.play();
    for (let round = 0; round < corrections; round++) {
      await moment(performance.now() + settleMs, signal);
      if (signal.aborted || this.#playback.status !== "playing") return;
      const error = (this.#playback.position - seconds) * 1000 - (performance.now() - at);
      // The first error is what the element took longer, or shorter, than it was given.
      if (round === 0) this.#startDelay = Math.min(200, Math.max(0, this.#startDelay - error / 2));
      if (!(await this.#correct(error, signal))) return;
    }
  }

  /** It sounds already: a little faster or slower from now on, until it sounds as if it had been at `seconds` at that moment. */
  async keepTo(seconds: number, at: number): Promise<void> {
    const { signal } = this.#appoint();
    await this.#correct((this.#playback.position - seconds) * 1000 - (performance.now() - at), signal);
  }

  /** Silent from that moment on. */
  async stopAt(at: number, stop: () => void): Promise<void> {
    const { signal } = this.#appoint();
    await moment(at, signal);
    if (!signal.aborted) stop();
  }

  /** Something else is wanted. */
  cancel(): void {
    this.#appointment?.abort();
    this.#appointment = undefined;
    if (this.#audio.playbackRate !== 1) this.#audio.playbackRate = 1;
  }

  #appoint(): AbortController {
    this.cancel();
    this.#appointment = new AbortController();
    return this.#appointment;
  }

  /** @param error milliseconds that it is ahead @returns whether there was anything to be done */
  async #correct(error: number, signal: AbortSignal): Promise<boolean> {
    const correction = correctionOf(error);
    if (correction.kind === "leap") this.#playback.seek(this.#playback.position - error / 1000);
    if (correction.kind === "bend") {
      this.#audio.playbackRate = correction.rate;
      await moment(performance.now() + correction.ms, signal);
      if (!signal.aborted) this.#audio.playbackRate = 1;
    }
    return correction.kind !== "none";
  }
}

const readyEvents = ["canplay", "seeked", "progress", "error"] as const;

/**
 * Resolves at that moment, or when it is called off. Timers come late, in pages that nobody sees by up to a second: the last of the
 * way is gone from message to message.
 */
export async function moment(at: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const left = at - performance.now();
    if (left <= 0) return;
    if (left > closeMs && document.visibilityState === "visible") await sleep(Math.min(left - closeMs, 250));
    else await nextTask();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
