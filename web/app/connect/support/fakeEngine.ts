/** An engine without sound for tests: it keeps the queue and runs on simulated time, and each track is at hand at once. */
import { Emitter } from "../../../engine/emitter.ts";
import { initialState } from "../../../engine/state.ts";
import type { GivenQueue, PlayerEvents, PlayerState, RepeatMode } from "../../../engine/types.ts";
import type { SessionEngine } from "../sessionEngine.ts";

export class FakeEngine implements SessionEngine {
  readonly #events = new Emitter<PlayerEvents>();
  state: PlayerState = initialState;
  /** What happened to the sound: where it began, stopped, moved. */
  readonly sound: string[] = [];
  #from = 0;
  #since = 0;
  #end: ReturnType<typeof setTimeout> | undefined;
  /** Whatever is asked otherwise comes in its place. */
  #appointment: ReturnType<typeof setTimeout> | undefined;

  position(): number {
    return this.#from + (this.state.status === "playing" ? (performance.now() - this.#since) / 1000 : 0);
  }

  on<Kind extends keyof PlayerEvents>(kind: Kind, listener: (event: PlayerEvents[Kind]) => void): () => void {
    return this.#events.on(kind, listener);
  }

  load({ items, context }: GivenQueue, uid: string, { at, play }: { at: number; play: boolean }): void {
    const index = items.findIndex((item) => item.uid === uid);
    const duration = items[index]?.duration ?? 0;
    this.#place(at, { queue: items, index, context, duration, bufferedUntil: duration, status: play ? "playing" : "paused" });
    this.sound.push(`${play ? "plays" : "has"} ${items[index]?.trackId} at ${at.toFixed(1)}`);
  }

  syncQueue({ items, context }: GivenQueue, uid: string): void {
    const before = this.state.queue[this.state.index]?.trackId;
    const index = items.findIndex((item) => item.uid === uid);
    if (items[index]?.trackId === before) this.#set({ queue: items, index, context });
    else this.load({ items, context }, uid, { at: 0, play: this.state.status === "playing" });
  }

  play(): void {
    if (this.state.status === "playing") return;
    this.#place(this.position(), { status: "playing" });
    this.sound.push(`goes on at ${this.position().toFixed(1)}`);
  }

  pause(): void {
    if (this.state.status !== "playing") return;
    this.#place(this.position(), { status: "paused" });
    this.sound.push(`stops at ${this.position().toFixed(1)}`);
  }

  seek(seconds: number): void {
    this.#place(seconds, {});
    this.sound.push(`moves to ${seconds.toFixed(1)}`);
  }

  next(): void {
    this.#goTo(this.state.index + 1);
  }

  jumpTo(uid: string): void {
    this.#goTo(this.state.queue.findIndex((item) => item.uid === uid));
  }

  setRepeat(repeat: RepeatMode): void {
    this.#set({ repeat });
  }

  ready(): Promise<boolean> {
    return Promise.resolve(true);
  }

  startAt(seconds: number, at: number): void {
    this.seek(seconds);
    this.#appointment = setTimeout(() => this.play(), Math.max(0, at - performance.now()));
  }

  /** As if it had run a little faster or slower until now. */
  keepTo(seconds: number, at: number): void {
    const there = seconds + (performance.now() - at) / 1000;
    this.sound.push(`is brought by ${Math.round((there - this.position()) * 1000)} ms`);
    this.#place(there, {});
  }

  /** The track can't be played here. */
  fail(): void {
    this.#place(this.position(), { status: "failed", failure: { reason: "decode" } });
  }

  stopAt(at: number): void {
    setTimeout(() => this.pause(), Math.max(0, at - performance.now()));
  }

  /** The browser wants a gesture. */
  block(): void {
    this.#place(this.position(), { status: "paused", failure: { reason: "blocked" } });
  }

  #goTo(index: number): void {
    const item = this.state.queue[index];
    if (!item) {
      this.#place(this.position(), { status: "ended" });
      return;
    }
    this.#place(0, { index, status: "playing", duration: item.duration, bufferedUntil: item.duration });
    this.sound.push(`plays ${item.trackId} at 0.0`);
  }

  #place(seconds: number, change: Partial<PlayerState>): void {
    this.#from = seconds;
    this.#since = performance.now();
    this.#set(change);
    clearTimeout(this.#end);
    clearTimeout(this.#appointment);
    const left = this.state.duration - seconds;
    if (this.state.status === "playing") this.#end = setTimeout(() => this.#over(), left * 1000);
  }

  #over(): void {
    if (this.state.repeat === "one") this.#goTo(this.state.index);
    else this.#goTo(this.state.index + 1);
  }

  #set(change: Partial<PlayerState>): void {
    this.state = { ...this.state, failure: undefined, ...change };
    this.#events.emit("state", this.state);
  }
}
