/** Places tracks one after another on the timeline of one MediaSource, and keeps it filled ahead of the playhead. */
import { Clock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { offsetFor } from "./mp4.ts";
import { secondsOf, type Output, type OutputEvents, type Source } from "./output.ts";
import { bufferedEnd, placeAfter, rangeAt, timestampOffsetFor } from "./placement.ts";
import { SourceBufferQueue } from "./source-buffer-queue.ts";
import { bufferSpan, windowEnd } from "./windows.ts";

/** A track's place: `[start, end)` in seconds of the element. */
type Placement = { source: Source; start: number; end: number; detach: () => void };

/** What is being appended: from which byte, and how far it has come. */
type Run = {
  placement: Placement;
  /** Seconds of the element: music before it is cut off. */
  from: number;
  /** Seconds of the element up to which this run has filled the buffer. */
  end: number;
  /** The next byte to append; undefined until the file's index is known. */
  cursor: number | undefined;
  isPlaced: boolean;
};

/** One append: large enough to be cheap, small enough not to hold up a seek. */
const appendBytes = 128 * 1024;
/** Memory for one long file's bytes. */
const downloadBytes = 16 * 1024 * 1024;
const tinySeconds = 0.005;

export class Timeline implements Output {
  readonly events = new Emitter<OutputEvents>();
  readonly #audio: HTMLAudioElement;
  readonly #buffer: SourceBufferQueue;
  readonly #clock: Clock;
  /** The current track and the one after it. */
  #placements: Placement[] = [];
  #run: Run | undefined;
  /** The one placement is a guess at what will be played. */
  #isCue = false;
  #isFinal = false;
  /** Where the last place ends: a fresh one lies after it. */
  #end = 0;
  #place = 0;
  readonly #onTime = () => this.#tick();
  readonly #onWaiting = () => this.#heal();
  readonly #onEnded = () => this.events.emit("ended", undefined);

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
    this.#buffer = new SourceBufferQueue(audio);
    this.#clock = new Clock(audio);
    this.#buffer.events.on("idle", () => {
      this.#measure();
      this.#pump();
    });
    this.#buffer.events.on("full", () => this.#evict(true));
    this.#buffer.events.on("failed", () => this.#fail({ reason: "decode" }));
    audio.addEventListener("timeupdate", this.#onTime);
    audio.addEventListener("waiting", this.#onWaiting);
    audio.addEventListener("ended", this.#onEnded);
  }

  prepare(): void {
    if (!this.#buffer.isOpen) this.#buffer.open();
  }

  cue(source: Source): void {
    const [current] = this.#placements;
    if (current && (!this.#isCue || current.source.download === source.download)) return;
    this.#takePlace();
    this.#isCue = true;
    this.#add(source, this.#place);
    this.#aim(this.#place);
    this.#pump();
  }

  open(): void {
    // A cue makes no sound, and may turn out to be right.
    if (!this.#isCue || this.#audio.error) this.#takePlace();
  }

  load(source: Source, at: number): void {
    const [cued] = this.#placements;
    if (this.#isCue && cued?.source.download === source.download && at === 0) {
      this.#isCue = false;
      cued.source = source;
      cued.detach();
      cued.detach = this.#attach(source);
      this.#pump();
      return;
    }
    if (this.#isCue) this.#takePlace();
    this.#release(0);
    this.#add(source, this.#place);
    if (at > 0) this.#buffer.seek(this.#place + at);
    this.#aim(this.#place + at);
    this.#pump();
  }

  follow(next: Source | "nothing" | undefined): void {
    const [current, held] = this.#placements;
    if (!current) return;
    const source = next === "nothing" ? undefined : next;
    this.#isFinal = next === "nothing";
    if (held && (held.source.uid !== source?.uid || held.source.rendition.tier !== source.rendition.tier)) this.#cutAfter(current);
    if (source && this.#placements.length === 1) this.#add(source, current.end);
    if (!this.#run) this.#aim(bufferedEnd(this.#buffer.ranges, current.end - tinySeconds));
    this.#fetchAhead();
    this.#pump();
  }

  seek(seconds: number): void {
    const [current] = this.#placements;
    if (!current) return;
    const time = current.start + Math.min(Math.max(0, seconds), current.end - current.start - tinySeconds);
    this.#buffer.seek(time);
    const range = rangeAt(this.#buffer.ranges, time);
    const goesOn = range && (this.#run ? rangeAt([range], this.#run.end - tinySeconds) : range.end >= this.#end - tinySeconds);
    if (!goesOn) this.#aim(range?.end ?? time);
    this.#pump();
  }

  change(source: Source, seconds: number): void {
    const [current] = this.#placements;
    if (!current) return;
    current.detach();
    if (current.source.download !== source.download) current.source.download.rest();
    current.source = source;
    current.detach = this.#attach(source);
    this.#aim(current.start + seconds);
    this.#pump();
  }

  rebuild(): void {
    const [current] = this.#placements;
    const position = this.position();
    this.#isCue = false;
    this.#run = undefined;
    this.#end = 0;
    this.#place = 0;
    this.#buffer.open();
    if (current) this.load(current.source, position);
  }

  position(): number {
    const [current] = this.#placements;
    if (!current) return 0;
    return Math.min(Math.max(0, this.#audio.currentTime - current.start), current.end - current.start);
  }

  bufferedUntil(): number {
    const [current] = this.#placements;
    if (!current) return 0;
    const end = bufferedEnd(this.#buffer.ranges, this.#audio.currentTime);
    return Math.min(Math.max(0, end - current.start), current.end - current.start);
  }

  isFetched(): boolean {
    const [current] = this.#placements;
    return current !== undefined && (!this.#run || this.#run.placement !== current || this.#isHeldFromRun(this.#run));
  }

  destroy(): void {
    this.#release(0);
    this.#clock.destroy();
    this.#buffer.destroy();
    this.events.destroy();
    this.#audio.removeEventListener("timeupdate", this.#onTime);
    this.#audio.removeEventListener("waiting", this.#onWaiting);
    this.#audio.removeEventListener("ended", this.#onEnded);
  }

  /** Gives up all placements for a fresh, empty place, and moves the playhead there. */
  #takePlace(): void {
    this.#release(0);
    this.#isCue = false;
    this.#isFinal = false;
    this.#clock.cancel("join");
    const isBroken = this.#audio.error !== null;
    this.#place = isBroken ? 0 : placeAfter(this.#end);
    this.#end = this.#place + 1;
    if (isBroken || !this.#buffer.isOpen) {
      this.#buffer.open();
      return;
    }
    this.#buffer.clear();
    if (this.#place > 0) this.#buffer.seek(this.#place);
  }

  #add(source: Source, start: number): void {
    const end = start + secondsOf(source.rendition);
    this.#placements.push({ source, start, end, detach: this.#attach(source) });
    this.#end = end;
    if (this.#placements.length === 1) this.#watchJoin();
  }

  /** Listens to a source's download. */
  #attach(source: Source): () => void {
    const { events } = source.download;
    const off = [
      events.on("data", () => {
        this.#fetchAhead();
        this.#pump();
      }),
      events.on("trouble", (trouble) => this.events.emit("trouble", trouble)),
      events.on("failed", (failure) => this.events.emit("failed", { source, failure })),
    ];
    return () => {
      for (const detach of off) detach();
    };
  }

  /** Gives up the placements from the one numbered `first` on. */
  #release(first: number): void {
    for (const placement of this.#placements.splice(first)) {
      placement.detach();
      placement.source.download.rest();
      if (this.#run?.placement === placement) this.#run = undefined;
    }
  }

  /** Another track follows than the one that was placed: takes out what was appended of it. */
  #cutAfter(current: Placement): void {
    this.#release(1);
    this.#end = current.end;
    if (!this.#run) this.#buffer.clear();
    this.#buffer.remove(current.end, Infinity);
  }

  #watchJoin(): void {
    const [current] = this.#placements;
    if (!current) return;
    this.#clock.at("join", current.end, () => this.#cross());
  }

  #cross(): void {
    const [, next] = this.#placements;
    if (!next) {
      // At the end of the stream the element says so itself.
      if (!this.#isFinal) this.events.emit("ended", undefined);
      return;
    }
    this.#placements.shift()?.detach();
    this.#isFinal = false;
    this.#watchJoin();
    this.events.emit("crossed", next.source);
  }

  /** Appends from `time` on. */
  #aim(time: number): void {
    const placement = this.#placements.find(({ end }) => time < end - tinySeconds);
    if (!placement) {
      this.#run = undefined;
      if (this.#isFinal && this.#placements.length > 0) this.#buffer.end();
      return;
    }
    const from = Math.max(time, placement.start);
    this.#run = { placement, from, end: from, cursor: undefined, isPlaced: false };
  }

  /** Appends what is held until the buffer is busy, far enough ahead, or bytes are missing, which are then asked for. */
  #pump(): void {
    while (this.#run && this.#buffer.isIdle) {
      const run = this.#run;
      const { source } = run.placement;
      const { ahead } = bufferSpan(source.rendition.bytes / secondsOf(source.rendition));
      if (run.end - this.#audio.currentTime > ahead) return;
      const cursor = (run.cursor ??= this.#firstByte(run));
      if (cursor === undefined) return;
      if (cursor >= source.rendition.bytes) {
        this.#aim(Math.max(run.placement.end, bufferedEnd(this.#buffer.ranges, run.placement.end - tinySeconds)));
        continue;
      }
      const bytes = source.download.read(cursor);
      if (!bytes || !this.#placeRun(run, cursor)) {
        if (!this.#isCue) source.download.want(cursor);
        return;
      }
      const chunk = bytes.subarray(0, appendBytes);
      run.cursor = cursor + chunk.length;
      this.#buffer.append(chunk);
      if (source.download.size > downloadBytes) source.download.forget(cursor);
    }
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
  #placeRun(run: Run, cursor: number): boolean {
    if (run.isPlaced) return true;
    const { source, start, end } = run.placement;
    const { rendition, download } = source;
    const { initialisation } = download;
    if (!initialisation) return false;
    const length = { samples: rendition.samples, sampleRate: rendition.sample_rate, encoderDelay: rendition.encoder_delay };
    this.#buffer.place({
      mimeType: rendition.mime_type,
      timestampOffset: timestampOffsetFor(start, length, initialisation.editOffset),
      windowStart: run.from,
      windowEnd: end,
    });
    const header = download.header();
    if (cursor > 0 && header) this.#buffer.append(header);
    run.isPlaced = true;
    return true;
  }

  /** After an operation: how far has the run come? */
  #measure(): void {
    const run = this.#run;
    if (run) run.end = bufferedEnd(this.#buffer.ranges, run.end - (run.end > run.from ? tinySeconds : 0));
    this.events.emit("progress", undefined);
  }

  #isHeldFromRun({ cursor, placement: { source } }: Run): boolean {
    return cursor !== undefined && cursor + source.download.heldAfter(cursor) >= source.rendition.bytes;
  }

  /** Once the current track is fetched, the whole next one: the first window of it, when it is long. */
  #fetchAhead(): void {
    const [, next] = this.#placements;
    if (!next || !this.isFetched() || this.#run?.placement === next) return;
    const { download, rendition } = next.source;
    const until = windowEnd(0, rendition.bytes);
    if (download.heldAfter(0) < until) download.want(0, until);
  }

  #tick(): void {
    this.#evict(false);
    this.#pump();
  }

  /** @param isFull an append waits for room */
  #evict(isFull: boolean): void {
    const [current] = this.#placements;
    if (!current) return;
    const { rendition } = current.source;
    const { behind } = bufferSpan(rendition.bytes / secondsOf(rendition));
    const [first] = this.#buffer.ranges;
    const end = this.#audio.currentTime - (isFull ? 1 : behind);
    if (!first || first.start >= end) return;
    this.#buffer.makeRoom(first.start, end);
    // Removing a little at a time would be as dear as removing much.
    if (!isFull && end - first.start > 5) this.#buffer.remove(0, end);
  }

  /** It waits at a place that nobody is filling: a browser may evict on its own, or the end came a little early. */
  #heal(): void {
    const [current] = this.#placements;
    const time = this.#audio.currentTime;
    if (!current || this.#audio.seeking) return;
    if (!this.#isFinal && this.#placements.length === 1 && time >= current.end - 0.1 && !this.#run) {
      this.#clock.cancel("join");
      this.events.emit("ended", undefined);
      return;
    }
    const isFilling = this.#run && this.#run.end <= time + 0.1 && this.#run.end >= time - 1;
    if (!isFilling && !rangeAt(this.#buffer.ranges, time + 0.05)) this.#aim(time);
    this.#pump();
  }

  #fail(failure: { reason: "decode" }): void {
    const [current] = this.#placements;
    if (current) this.events.emit("failed", { source: this.#run?.placement.source ?? current.source, failure });
  }
}
