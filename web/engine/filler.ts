/** Fills the SourceBuffer: appends one placement after another, ahead of the playhead, and asks for the bytes that are missing. */
import { offsetFor, timeFor } from "./mp4.ts";
import { secondsOf, type Source } from "./output.ts";
import { bufferedEnd, rangeAt, timestampOffsetFor, tinySeconds } from "./placement.ts";
import type { SourceBufferQueue } from "./source-buffer-queue.ts";
import { bufferSpan } from "./windows.ts";

/** A track's place: `[start, end)` in seconds of the element. */
export type Placement = { source: Source; start: number; end: number; detach: () => void };

/** What is being appended: from which byte, and how far it has come. */
type Run = {
  placement: Placement;
  /** Seconds of the element: music before it is cut off. */
  from: number;
  /** Seconds of the element up to which the buffer is filled from there on. */
  end: number;
  /** The next byte to append; undefined until the file's index is known. */
  cursor: number | undefined;
  isPlaced: boolean;
};

/** One append: large enough to be cheap, small enough not to hold up a seek. */
const appendBytes = 128 * 1024;
/** Memory for one long file's bytes. */
const downloadBytes = 16 * 1024 * 1024;

export class Filler {
  readonly #audio: HTMLAudioElement;
  readonly #buffer: SourceBufferQueue;
  readonly #placements: () => readonly Placement[];
  readonly #onFilled: () => void;
  #run: Run | undefined;

  /**
   * @param placements those to fill, in order
   * @param onFilled everything up to the last placement's end is appended
   */
  constructor(audio: HTMLAudioElement, buffer: SourceBufferQueue, placements: () => readonly Placement[], onFilled: () => void) {
    this.#audio = audio;
    this.#buffer = buffer;
    this.#placements = placements;
    this.#onFilled = onFilled;
  }

  /** What it is at; undefined when all is filled. */
  get placement(): Placement | undefined {
    return this.#run?.placement;
  }

  stop(): void {
    this.#run = undefined;
  }

  /** Goes on from `time`, seconds of the element. */
  aim(time: number): void {
    const placement = this.#placements().find(({ end }) => time < end - tinySeconds);
    if (!placement) {
      this.#run = undefined;
      this.#onFilled();
      return;
    }
    const from = Math.max(time, placement.start);
    this.#run = { placement, from, end: from, cursor: undefined, isPlaced: false };
  }

  /** Goes on behind a placement's end, and what follows it in the buffer already. */
  aimBehind({ end }: Placement): void {
    this.aim(Math.max(end, bufferedEnd(this.#buffer.ranges, end - tinySeconds)));
  }

  /** Is what is buffered at `time` what it goes on with, or filled to the end? */
  covers(time: number): boolean {
    const range = rangeAt(this.#buffer.ranges, time);
    if (!range) return false;
    if (this.#run) return rangeAt([range], this.#run.end - tinySeconds) !== undefined;
    return range.end >= (this.#placements().at(-1)?.end ?? 0) - tinySeconds;
  }

  /** Is it about to fill the place at `time`? */
  isFilling(time: number): boolean {
    return this.#run !== undefined && this.#run.end <= time + 0.1 && this.#run.end >= time - 1;
  }

  /** Is everything that it still needs of a placement in memory? */
  isFetched(placement: Placement): boolean {
    if (this.#run?.placement !== placement) return true;
    const { cursor } = this.#run;
    const { download, rendition } = placement.source;
    return cursor !== undefined && cursor + download.heldAfter(cursor) >= rendition.bytes;
  }

  /** After an operation of the buffer: how far has it come? */
  measure(): void {
    const run = this.#run;
    if (run) run.end = bufferedEnd(this.#buffer.ranges, run.end - (run.end > run.from ? tinySeconds : 0));
  }

  /** Appends until the buffer is busy, far enough ahead, or bytes are missing. @param mayFetch whether to ask for those */
  pump(mayFetch: boolean): void {
    while (this.#run && this.#buffer.isIdle) {
      const run = this.#run;
      const { placement } = run;
      const { download, rendition } = placement.source;
      const cursor = (run.cursor ??= this.#firstByte(run));
      if (cursor === undefined || this.#isFarAhead(run, cursor)) return;
      if (cursor >= rendition.bytes) {
        this.aimBehind(placement);
        continue;
      }
      const bytes = download.read(cursor);
      if (!bytes || !this.#place(run, cursor)) {
        if (mayFetch) download.want(cursor);
        return;
      }
      const chunk = bytes.subarray(0, appendBytes);
      run.cursor = cursor + chunk.length;
      this.#buffer.append(chunk);
      if (download.size > downloadBytes) download.forget(cursor);
    }
  }

  /** By the file's index, not by the buffer, which may hold another rendition from before. */
  #isFarAhead({ placement: { source, start }, end }: Run, cursor: number): boolean {
    const { download, rendition } = source;
    const written = download.fragments ? start + timeFor(download.fragments, cursor) : end;
    return written - this.#audio.currentTime > bufferSpan(rendition.bytes / secondsOf(rendition)).ahead;
  }

  /** @returns undefined while the file's index, which says it, is still to come */
  #firstByte({ placement: { source, start }, from }: Run): number | undefined {
    if (from - start < tinySeconds) return 0;
    const { download, rendition } = source;
    if (download.fragments) return offsetFor(download.fragments, from - start + rendition.encoder_delay / rendition.sample_rate);
    download.want(rendition.head.offset, rendition.head.offset + rendition.head.length);
    return undefined;
  }

  /** @returns false while the initialisation is still to come */
  #place(run: Run, cursor: number): boolean {
    if (run.isPlaced) return true;
    const { source, start, end } = run.placement;
    const { rendition, download } = source;
    const header = download.header();
    if (!download.initialisation || !header) return false;
    const length = { samples: rendition.samples, sampleRate: rendition.sample_rate, encoderDelay: rendition.encoder_delay };
    this.#buffer.place({
      mimeType: rendition.mime_type,
      timestampOffset: timestampOffsetFor(start, length, download.initialisation.editOffset),
      windowStart: run.from,
      windowEnd: end,
    });
    if (cursor > 0) this.#buffer.append(header);
    run.isPlaced = true;
    return true;
  }
}
