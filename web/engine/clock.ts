/** Calls back when the playhead reaches a time. The element's own time is the only clock: timers merely wake it up. */
export class Clock {
  readonly #audio: HTMLAudioElement;
  #alarms = new Map<string, { time: number; run: () => void }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #check = () => this.#settle();

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
    for (const kind of clockEvents) audio.addEventListener(kind, this.#check);
  }

  /** @param time seconds of the element; an alarm of the same name is replaced */
  at(name: string, time: number, run: () => void): void {
    this.#alarms.set(name, { time, run });
    this.#arm();
  }

  cancel(name: string): void {
    this.#alarms.delete(name);
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#alarms.clear();
    for (const kind of clockEvents) this.#audio.removeEventListener(kind, this.#check);
  }

  #settle(): void {
    for (const [name, { time, run }] of this.#alarms) {
      if (this.#audio.seeking || this.#audio.currentTime < time) continue;
      this.#alarms.delete(name);
      run();
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#audio.paused || this.#alarms.size === 0) return;
    const nearest = Math.min(...[...this.#alarms.values()].map(({ time }) => time));
    const seconds = nearest - this.#audio.currentTime;
    // What lies further off is found by `timeupdate`, four times a second.
    if (seconds < 1) this.#timer = setTimeout(this.#check, Math.max(1, seconds * 1000));
  }
}

const clockEvents = ["timeupdate", "playing", "pause", "seeked", "waiting"] as const;
