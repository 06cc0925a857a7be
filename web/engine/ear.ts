/** Hears what the audio element really does, and tells it apart from what was asked of it. */
import { Emitter } from "./emitter.ts";

export type EarEvents = {
  /** Sound comes out. */
  began: undefined;
  /** It wants to go on, and has no data. */
  dried: undefined;
  /** Paused by someone else: the system, a headset. */
  interrupted: undefined;
  /** Played by someone else. */
  resumed: undefined;
  broken: undefined;
  /** Any of these, or the playhead moved while it sounds. */
  moved: { isSounding: boolean };
};

const mediaEvents = ["playing", "waiting", "pause", "play", "seeked", "timeupdate", "error"] as const;

export class Ear {
  readonly events = new Emitter<EarEvents>();
  readonly #audio: HTMLAudioElement;
  readonly #wants: () => boolean;
  #isSounding = false;
  readonly #onMedia = ({ type }: Event) => this.#sense(type);

  /** @param wants whether there is something to be heard, and the listener wants to hear it */
  constructor(audio: HTMLAudioElement, wants: () => boolean) {
    this.#audio = audio;
    this.#wants = wants;
    for (const kind of mediaEvents) audio.addEventListener(kind, this.#onMedia);
  }

  get isSounding(): boolean {
    return this.#isSounding;
  }

  /** What sounds next is a new beginning. */
  forget(): void {
    this.#isSounding = false;
  }

  destroy(): void {
    for (const kind of mediaEvents) this.#audio.removeEventListener(kind, this.#onMedia);
    this.events.destroy();
  }

  #sense(kind: string): void {
    const audio = this.#audio;
    if (kind === "error") return this.events.emit("broken", undefined);
    if (kind === "pause" && audio.paused && !audio.ended && this.#wants()) this.events.emit("interrupted", undefined);
    if (kind === "play" && !audio.paused && !this.#wants()) this.events.emit("resumed", undefined);
    const wants = this.#wants();
    const before = this.#isSounding;
    this.#isSounding = wants && !audio.paused && !audio.seeking && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    if (this.#isSounding && !before) this.events.emit("began", undefined);
    if (before && !this.#isSounding && wants && !audio.paused && !audio.seeking && !audio.ended) this.events.emit("dried", undefined);
    if (kind !== "timeupdate" || this.#isSounding) this.events.emit("moved", { isSounding: this.#isSounding });
  }
}
