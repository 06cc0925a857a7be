/**
 * Volume, mute and loudness normalisation, all by the element's own volume: no audio graph stands between the press and the
 * sound, and nothing is resampled. A gain above what is left of the volume is cut off, which mastered music hardly needs:
 * the stored gain never lifts a true peak over −1 dBTP. Where the volume is the hardware's (iPhone), files sound as they are.
 */
export class Volume {
  readonly #audio: HTMLAudioElement;
  #gain = 0;
  level = 1;
  isMuted = false;
  normalises = true;

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
  }

  /** @param gain of the current track, in dB */
  set gain(gain: number) {
    this.#gain = gain;
    this.apply();
  }

  apply(): void {
    const factor = this.normalises ? 10 ** (this.#gain / 20) : 1;
    this.#audio.volume = Math.min(1, Math.max(0, this.level * factor));
    this.#audio.muted = this.isMuted;
  }
}
