/** Places tracks one after another on the timeline of one MediaSource, and follows the playhead over them. */
import { Clock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { Filler, type Placement } from "./filler.ts";
import { secondsOf, type Output, type OutputEvents, type Source } from "./output.ts";
import { bufferedEnd, placeAfter, rangeAt, tinySeconds } from "./placement.ts";
import { SourceBufferQueue } from "./source-buffer-queue.ts";
import { bufferSpan, windowEnd } from "./windows.ts";

export class Timeline implements Output {
  readonly events = new Emitter<OutputEvents>();
  readonly #audio: HTMLAudioElement;
  readonly #buffer: SourceBufferQueue;
  readonly #filler: Filler;
  readonly #clock: Clock;
  /** The current track and the one after it. */
  #placements: Placement[] = [];
  /** The one placement is a guess at what will be played. */
  #isCue = false;
  /** Nothing follows the last placement. */
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
    this.#filler = new Filler(
      audio,
      this.#buffer,
      () => this.#placements,
      () => this.#filled(),
    );
    this.#buffer.events.on("idle", () => {
      this.#filler.measure();
      this.events.emit("progress", undefined);
      this.#pump();
    });
    this.#buffer.events.on("full", () => this.#evict(true));
    this.#buffer.events.on("failed", () => this.#fail());
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
    this.#filler.aim(this.#place);
    this.#pump();
  }

  open(trackId: string | undefined): void {
    const [cued] = this.#placements;
    // A cue that turns out to be right stays where it is.
    if (!this.#isCue || cued?.source.grant.track_id !== trackId || this.#audio.error) this.#takePlace();
  }

  load(source: Source, at: number): void {
    const [cued] = this.#placements;
    if (this.#isCue && cued?.source.download === source.download && at === 0) {
      this.#isCue = false;
      this.#replace(cued, source);
    } else {
      if (this.#isCue) this.#takePlace();
      this.#release(0);
      this.#add(source, this.#place);
      if (at > 0) this.#buffer.seek(this.#place + at);
      this.#filler.aim(this.#place + at);
    }
    this.#pump();
  }

  follow(next: Source | "nothing" | undefined): void {
    const [current, held] = this.#placements;
    if (!current) return;
    const source = next === "nothing" ? undefined : next;
    this.#isFinal = next === "nothing";
    if (held && (held.source.uid !== source?.uid || held.source.rendition.tier !== source.rendition.tier)) this.#cutAfter(current);
    if (source && this.#placements.length === 1) this.#add(source, current.end);
    if (!this.#filler.placement) this.#filler.aimBehind(current);
    this.#fetchAhead();
    this.#pump();
  }

  seek(seconds: number): void {
    const [current] = this.#placements;
    if (!current) return;
    const time = current.start + Math.min(Math.max(0, seconds), current.end - current.start - tinySeconds);
    this.#buffer.seek(time);
    if (!this.#filler.covers(time)) this.#filler.aim(bufferedEnd(this.#buffer.ranges, time));
    this.#pump();
  }

  change(source: Source, seconds: number): void {
    const [current] = this.#placements;
    if (!current) return;
    if (current.source.download !== source.download) current.source.download.rest();
    this.#replace(current, source);
    this.#filler.aim(current.start + seconds);
    this.#pump();
  }

  rebuild(): void {
    const [current] = this.#placements;
    const position = this.position();
    this.#isCue = false;
    this.#end = 0;
    this.#place = 0;
    this.#filler.stop();
    this.#buffer.open();
    if (current) this.load(current.source, position);
  }

  position(): number {
    return this.#within(this.#audio.currentTime);
  }

  bufferedUntil(): number {
    return this.#within(bufferedEnd(this.#buffer.ranges, this.#audio.currentTime));
  }

  isFetched(): boolean {
    const [current] = this.#placements;
    return current !== undefined && this.#filler.isFetched(current);
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

  /** @param time seconds of the element @returns seconds of the current track */
  #within(time: number): number {
    const [current] = this.#placements;
    return current ? Math.min(Math.max(0, time - current.start), current.end - current.start) : 0;
  }

  #pump(): void {
    this.#filler.pump(!this.#isCue);
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

  #replace(placement: Placement, source: Source): void {
    placement.detach();
    placement.source = source;
    placement.detach = this.#attach(source);
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
      if (this.#filler.placement === placement) this.#filler.stop();
    }
  }

  /** Another track follows than the one that was placed: takes out what was appended of it. */
  #cutAfter(current: Placement): void {
    this.#release(1);
    this.#end = current.end;
    if (!this.#filler.placement) this.#buffer.clear();
    this.#buffer.remove(current.end, Infinity);
  }

  #filled(): void {
    if (this.#isFinal && this.#placements.length > 0) this.#buffer.end();
  }

  #watchJoin(): void {
    const [current] = this.#placements;
    if (current) this.#clock.at("join", current.end, () => this.#cross());
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

  /** Once the current track is fetched, the whole next one: the first window of it, when it is long. */
  #fetchAhead(): void {
    const [, next] = this.#placements;
    if (!next || !this.isFetched() || this.#filler.placement === next) return;
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
    const [first] = this.#buffer.ranges;
    if (!current || !first) return;
    const { rendition } = current.source;
    const { behind } = bufferSpan(rendition.bytes / secondsOf(rendition));
    const end = this.#audio.currentTime - (isFull ? 1 : behind);
    if (first.start >= end) return;
    this.#buffer.makeRoom(first.start, end);
    // Removing a little at a time would be as dear as removing much.
    if (!isFull && end - first.start > 5) this.#buffer.remove(0, end);
  }

  /** It waits at a place that nobody is filling: a browser may evict on its own, or the end came a little early. */
  #heal(): void {
    const [current] = this.#placements;
    const time = this.#audio.currentTime;
    if (!current || this.#audio.seeking) return;
    if (!this.#isFinal && this.#placements.length === 1 && time >= current.end - 0.1 && !this.#filler.placement) {
      this.#clock.cancel("join");
      this.events.emit("ended", undefined);
      return;
    }
    if (!this.#filler.isFilling(time) && !rangeAt(this.#buffer.ranges, time + 0.05)) this.#filler.aim(time);
    this.#pump();
  }

  #fail(): void {
    const source = (this.#filler.placement ?? this.#placements[0])?.source;
    if (source) this.events.emit("failed", { source, failure: { reason: "decode" } });
  }
}
