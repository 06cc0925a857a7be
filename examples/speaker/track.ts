/** A track on its way to the loudspeaker: fetched and decoded some seconds ahead, at the output's own rate, in stereo. */
import { decodeFrom, type Samples } from "./decode.ts";
import { Download } from "./download.ts";
import { Resampler } from "./resample.ts";
import type { Service } from "./service.ts";

/** So much is decoded ahead, seconds. */
const ahead = 20;

export class Track {
  /** Frames of the whole, at the output's rate. A frame is a left and a right sample. */
  readonly frames: number;
  /** The fraction of it at which to fetch what comes next. */
  readonly fetchNextAt: number;
  readonly #download: Download;
  readonly #stop: AbortController;
  readonly #rate: number;
  /** Left and right by turns, first to be heard first. */
  readonly #chunks: Float32Array[] = [];
  #position: number;
  #buffered = 0;
  #isDecoded = false;
  #failure: unknown;
  #changed = (): void => {};

  private constructor(download: Download, stop: AbortController, rate: number, position: number) {
    const { rendition, fetchNextAt } = download.granted;
    this.frames = Math.round((rendition.samples * rate) / rendition.sample_rate);
    this.fetchNextAt = fetchNextAt;
    this.#download = download;
    this.#stop = stop;
    this.#rate = rate;
    this.#position = Math.min(position, this.frames);
    void this.#fill();
  }

  /** @param rate frames a second of the output @param position the first frame that is wanted @throws Refused */
  static async open(service: Service, uri: string, rate: number, position: number): Promise<Track> {
    const stop = new AbortController();
    return new Track(await Download.of(service, uri.split(":").at(-1) ?? "", stop.signal), stop, rate, position);
  }

  /** Which file of it is played. */
  get tier(): string {
    return this.#download.granted.rendition.tier;
  }

  /** The frame that comes next. */
  get position(): number {
    return this.#position;
  }

  /** Frames at hand. */
  get buffered(): number {
    return this.#buffered;
  }

  get isOver(): boolean {
    return this.#position >= this.frames || (this.#isDecoded && this.#buffered === 0);
  }

  /** All that is left is at hand. */
  get isDecoded(): boolean {
    return this.#isDecoded;
  }

  /** Resolves when there are so many frames at hand, or all that there are. @throws what went wrong */
  async whenBuffered(frames: number): Promise<void> {
    while (this.#buffered < frames && !this.#isDecoded && this.#failure === undefined)
      await new Promise<void>((resolve) => (this.#changed = resolve));
    if (this.#buffered === 0 && this.#failure !== undefined) throw this.#failure;
  }

  /** Whether nothing more will come though it is not over. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** @param into left and right by turns @returns how many frames it took, up to `frames` */
  read(into: Float32Array, at: number, frames: number): number {
    let taken = 0;
    for (let chunk = this.#chunks[0]; chunk && taken < frames; chunk = this.#chunks[0]) {
      const count = Math.min(frames - taken, chunk.length / 2);
      into.set(chunk.subarray(0, 2 * count), 2 * (at + taken));
      if (2 * count === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(2 * count);
      taken += count;
    }
    this.#take(taken);
    return taken;
  }

  /** Passes over what lies before a frame. @returns whether that frame is what comes next */
  skipTo(frame: number): boolean {
    const count = frame - this.#position;
    if (count < 0 || count > this.#buffered) return false;
    const passed = new Float32Array(2 * count);
    this.read(passed, 0, count);
    return true;
  }

  close(): void {
    this.#stop.abort();
    this.#chunks.length = 0;
    this.#room();
  }

  #room = (): void => {};

  #take(frames: number): void {
    this.#position += frames;
    this.#buffered -= frames;
    if (this.#buffered < (ahead * this.#rate) / 2) this.#room();
  }

  async #fill(): Promise<void> {
    const { sample_rate: rate } = this.#download.granted.rendition;
    const resampler = rate === this.#rate ? undefined : new Resampler(rate, this.#rate, this.#position);
    const first = resampler ? Resampler.firstNeeded(rate, this.#rate, this.#position) : this.#position;
    try {
      for await (const samples of decodeFrom(this.#download, first)) {
        this.#add(resampler ? resampler.push(samples) : samples.channels);
        while (this.#buffered > ahead * this.#rate && !this.#stop.signal.aborted)
          await new Promise<void>((resolve) => (this.#room = resolve));
        if (this.#stop.signal.aborted) return;
      }
      if (resampler) this.#add(resampler.finish(this.frames));
      this.#isDecoded = true;
    } catch (error) {
      this.#failure = error;
    }
    this.#changed();
  }

  #add([left, right = left]: Samples["channels"]): void {
    if (!left || !right || left.length === 0) return;
    const chunk = new Float32Array(2 * left.length);
    for (const [index, sample] of left.entries()) {
      chunk[2 * index] = sample;
      chunk[2 * index + 1] = right[index] ?? 0;
    }
    this.#chunks.push(chunk);
    this.#buffered += left.length;
    this.#changed();
  }
}
