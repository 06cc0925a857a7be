/** The bare audio element, where the browser has no Media Source Extensions: progressive files, joins as good as it makes them. */
import { Emitter } from "./emitter.ts";
import { secondsOf, type Output, type OutputEvents, type Source } from "./output.ts";

export class Progressive implements Output {
  readonly events = new Emitter<OutputEvents>();
  readonly #audio: HTMLAudioElement;
  readonly #origin: string;
  #current: Source | undefined;
  #next: Source | undefined;
  readonly #onEnded = () => this.#advance();
  readonly #onProgress = () => this.events.emit("progress", undefined);

  constructor(audio: HTMLAudioElement, origin: string) {
    this.#audio = audio;
    this.#origin = origin;
    audio.addEventListener("ended", this.#onEnded);
    audio.addEventListener("progress", this.#onProgress);
  }

  prepare(): void {}

  cue(): void {}

  open(): void {
    this.#current = undefined;
    this.#next = undefined;
    this.#audio.pause();
  }

  load(source: Source, at: number): void {
    const wasPlaying = !this.#audio.paused;
    this.#current = source;
    this.#audio.src = new URL(source.rendition.url, this.#origin).href;
    if (at > 0) this.#audio.currentTime = at;
    if (wasPlaying) void this.#audio.play().catch(() => {});
  }

  follow(next: Source | "nothing" | undefined): void {
    this.#next = next === "nothing" ? undefined : next;
  }

  seek(seconds: number): void {
    this.#audio.currentTime = seconds;
  }

  change(source: Source, seconds: number): void {
    this.load(source, seconds);
  }

  rebuild(): void {
    if (this.#current) this.load(this.#current, this.position());
  }

  position(): number {
    return this.#current ? Math.min(this.#audio.currentTime, secondsOf(this.#current.rendition)) : 0;
  }

  bufferedUntil(): number {
    const { buffered } = this.#audio;
    return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
  }

  isFetched(): boolean {
    return this.#current !== undefined && this.bufferedUntil() >= secondsOf(this.#current.rendition) - 1;
  }

  destroy(): void {
    this.#audio.removeEventListener("ended", this.#onEnded);
    this.#audio.removeEventListener("progress", this.#onProgress);
    this.events.destroy();
  }

  #advance(): void {
    const next = this.#next;
    if (!next) {
      this.events.emit("ended", undefined);
      return;
    }
    this.#next = undefined;
    this.load(next, 0);
    void this.#audio.play().catch(() => {});
    this.events.emit("crossed", next);
  }
}
