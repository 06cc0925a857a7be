/** One MediaSource with one SourceBuffer, whose operations run one after another. */
import { Emitter } from "./emitter.ts";
import { rangesOf, type TimeRange } from "./placement.ts";

/** How what is appended next lies on the timeline; all but the type in seconds. */
export type Placing = { mimeType: string; timestampOffset: number; windowStart: number; windowEnd: number };

export type BufferEvents = {
  /** What took time is done, and nothing waits. */
  idle: undefined;
  /** No room for the next append until `makeRoom`. */
  full: undefined;
  failed: undefined;
};

/** True when the operation ends with `updateend`, false when it is done already. */
type Operation = { kind: "append" | "other"; start: (buffer: SourceBuffer, source: MediaSource) => boolean };

/**
 * Long enough for twelve days of listening: a timeline without an end of its own would refuse seeks to what is not
 * buffered yet (HTML, "seekable").
 */
const timelineSeconds = 2 ** 20;
/** What nearly every first track is; another type changes it. */
const likelyType = 'audio/mp4; codecs="mp4a.40.2"';

declare const ManagedMediaSource: typeof MediaSource | undefined;

/** iPhones have ManagedMediaSource only. */
export function mediaSourceClass(): typeof MediaSource | undefined {
  if (typeof MediaSource !== "undefined") return MediaSource;
  return typeof ManagedMediaSource === "undefined" ? undefined : ManagedMediaSource;
}

export class SourceBufferQueue {
  readonly events = new Emitter<BufferEvents>();
  readonly #audio: HTMLAudioElement;
  #source: MediaSource | undefined;
  #buffer: SourceBuffer | undefined;
  #type = likelyType;
  #url = "";
  #operations: Operation[] = [];
  #isBusy = false;
  #isFull = false;

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
  }

  /** Attaches a new MediaSource to the element; an older one and all in it are given up. */
  open(): void {
    this.#close();
    const Source = mediaSourceClass();
    if (!Source) return;
    const source = new Source();
    this.#source = source;
    source.addEventListener("sourceopen", () => this.#opened(source), { once: true });
    // Without this a ManagedMediaSource never opens, unless there is an AirPlay alternative.
    this.#audio.disableRemotePlayback = true;
    this.#url = URL.createObjectURL(source);
    this.#audio.src = this.#url;
  }

  get isOpen(): boolean {
    return this.#source !== undefined;
  }

  get isIdle(): boolean {
    return this.#buffer !== undefined && !this.#isBusy && this.#operations.length === 0;
  }

  get ranges(): TimeRange[] {
    return this.#buffer && this.#source?.readyState !== "closed" ? rangesOf(this.#buffer.buffered) : [];
  }

  /** Forgets the parser's state, and places what comes next. */
  place({ mimeType, timestampOffset, windowStart, windowEnd }: Placing): void {
    this.#do("append", (buffer, source) => {
      // Neither the offset nor the window may change in the middle of a media segment; abort() also resets the window.
      if (source.readyState === "open") buffer.abort();
      if (mimeType !== this.#type) buffer.changeType(mimeType);
      this.#type = mimeType;
      buffer.timestampOffset = timestampOffset;
      buffer.appendWindowStart = 0;
      buffer.appendWindowEnd = windowEnd;
      buffer.appendWindowStart = windowStart;
      return false;
    });
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    this.#do("append", (buffer) => {
      buffer.appendBuffer(bytes);
      return true;
    });
  }

  remove(start: number, end: number): void {
    this.#do("other", (buffer, source) => {
      if (start >= source.duration) return false;
      buffer.remove(start, end);
      return true;
    });
  }

  /** Nothing follows what was appended. */
  end(): void {
    this.#do("append", (_, source) => {
      if (source.readyState === "open") source.endOfStream();
      return false;
    });
  }

  /** Forgets the appends that have not begun. */
  clear(): void {
    this.#operations = this.#operations.filter(({ kind }) => kind === "other");
    this.#isFull = false;
  }

  /** Moves the playhead, also where nothing is buffered yet. */
  seek(time: number): void {
    if (this.#source?.readyState !== "ended" || time <= this.#source.duration) {
      this.#audio.currentTime = time;
      return;
    }
    this.#do("other", (buffer, source) => {
      // The end of the stream has cut the timeline short; any write to the offset opens it again.
      buffer.timestampOffset = 0;
      source.duration = timelineSeconds;
      this.#audio.currentTime = time;
      return false;
    });
  }

  /** Evicts, then tries again the append that found no room. */
  makeRoom(start: number, end: number): void {
    if (!this.#isFull || this.#isBusy) return;
    this.#isFull = false;
    this.#operations.unshift({
      kind: "other",
      start: (buffer) => {
        buffer.remove(start, end);
        return true;
      },
    });
    this.#next();
  }

  destroy(): void {
    this.#close();
    this.events.destroy();
  }

  #close(): void {
    this.#operations = [];
    this.#isBusy = false;
    this.#isFull = false;
    this.#buffer = undefined;
    this.#source = undefined;
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = "";
  }

  #opened(source: MediaSource): void {
    if (source !== this.#source) return;
    source.duration = timelineSeconds;
    this.#type = likelyType;
    const buffer = source.addSourceBuffer(likelyType);
    this.#buffer = buffer;
    buffer.addEventListener("updateend", () => {
      if (buffer !== this.#buffer) return;
      this.#isBusy = false;
      this.#next();
      if (this.isIdle) this.events.emit("idle", undefined);
    });
    buffer.addEventListener("error", () => {
      if (buffer === this.#buffer) this.events.emit("failed", undefined);
    });
    this.#next();
    if (this.isIdle) this.events.emit("idle", undefined);
  }

  #do(kind: Operation["kind"], start: Operation["start"]): void {
    this.#operations.push({ kind, start });
    if (!this.#isBusy && !this.#isFull) this.#next();
  }

  #next(): void {
    while (!this.#isBusy && this.#buffer && this.#source && !this.#isFull) {
      const operation = this.#operations.shift();
      if (!operation) return;
      try {
        this.#isBusy = operation.start(this.#buffer, this.#source);
      } catch (error) {
        this.#refused(operation, error);
        return;
      }
    }
  }

  #refused(operation: Operation, error: unknown): void {
    if ((error as DOMException).name === "QuotaExceededError") {
      this.#operations.unshift(operation);
      this.#isFull = true;
      this.events.emit("full", undefined);
    } else {
      this.events.emit("failed", undefined);
    }
  }
}
