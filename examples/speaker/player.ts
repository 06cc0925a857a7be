/** Plays one entry of the queue after the other without a gap, and tells when what began to sound. Knows nothing of the protocol. */
import type { Line } from "./line.ts";
import type { Timeline } from "./timeline.ts";
import type { Track } from "./track.ts";

export type Entry = { uid: string; uri: string };

/** `at`: when that position is heard, by this device's clock. */
export type PlayerEvent = {
  type: "playing" | "paused" | "buffering" | "ended" | "failed";
  entry: Entry;
  position_ms: number;
  at: number;
};

/** An entry, from a frame on; without a track while that is asked for. */
type Deck = { entry: Entry; from: number; track?: Track; failed?: boolean };

type Parts = {
  line: Line;
  open: (uri: string, rate: number, frame: number) => Promise<Track>;
  timeline: Timeline;
  onEvent: (event: PlayerEvent) => void;
  /** What was to be prepared is at hand, or can't be had. */
  onPrepared: (entry: Entry, isThere: boolean) => void;
};

/** So much is at hand before it begins or goes on, seconds. */
const enough = 0.25;
/** For a transfer: the moment at which it goes on is not known yet. */
const enoughAhead = 2;

export class Player {
  readonly #parts: Parts;
  #deck: Deck | undefined;
  #next: Deck | undefined;
  #prepared: Deck | undefined;
  #isWanted = false;
  #isSounding = false;
  /** Frames of the line at which the entry begins, and at which all is silent. */
  #startAt: number | undefined;
  #stopAt: number | undefined;
  #gain = 1;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.line.run(
      (from, count) => this.#render(from, count),
      () => this.#isSounding && this.#tellSound(),
    );
  }

  /** @param at when it is to be heard; absent: as soon as it is there */
  start(entry: Entry, position_ms: number, isPlaying: boolean, at?: number): void {
    this.#quiet();
    const frame = Math.round((position_ms * this.#parts.line.rate) / 1000);
    const ready = [this.#prepared, this.#deck].find((deck) => isSame(deck?.entry, entry) && deck?.track?.skipTo(frame));
    const deck = ready ?? this.#load(entry, frame);
    deck.from = frame;
    for (const other of [this.#deck, this.#prepared]) if (other !== deck) other?.track?.close();
    this.#deck = deck;
    this.#prepared = undefined;
    this.#stopAt = undefined;
    this.#startAt = at === undefined ? undefined : this.#parts.line.frameAt(at);
    this.#isWanted = isPlaying;
    if (!isPlaying) this.#tell("paused", deck);
  }

  /** Has it at hand, silently: `onPrepared` says when. */
  prepare(entry: Entry, position_ms: number): void {
    this.#prepared?.track?.close();
    const deck = this.#load(entry, Math.round((position_ms * this.#parts.line.rate) / 1000), enoughAhead);
    this.#prepared = deck;
  }

  pause(): void {
    this.#quiet();
    this.#isWanted = false;
    this.#startAt = undefined;
    if (this.#deck) this.#tell("paused", this.#deck);
  }

  resume(): void {
    this.#isWanted = true;
  }

  /** @param at the moment of silence; absent: now */
  stop(at?: number): void {
    if (at === undefined) this.#end();
    else this.#stopAt = this.#parts.line.frameAt(at);
  }

  /** What comes when this one is over. */
  follow(entry: Entry | undefined): void {
    if (isSame(entry, this.#next?.entry)) return;
    this.#next?.track?.close();
    this.#next = entry && { entry, from: 0 };
  }

  /** Half of what can be set sounds about half as loud. @param percent of what can be set */
  setVolume(percent: number): void {
    this.#gain = (percent / 100) ** 2;
  }

  #load(entry: Entry, frame: number, seconds = enough): Deck {
    const deck: Deck = { entry, from: frame };
    void this.#fetch(deck, seconds);
    return deck;
  }

  async #fetch(deck: Deck, seconds: number): Promise<void> {
    const { line, open, onPrepared } = this.#parts;
    try {
      const track = await open(deck.entry.uri, line.rate, deck.from);
      if (deck !== this.#deck && deck !== this.#next && deck !== this.#prepared) return track.close();
      deck.track = track;
      await track.whenBuffered(seconds * line.rate);
      if (deck === this.#prepared) onPrepared(deck.entry, true);
    } catch (error) {
      console.error(`${deck.entry.uri}: ${error instanceof Error ? error.message : String(error)}`);
      deck.failed = true;
      if (deck === this.#prepared) onPrepared(deck.entry, false);
    }
  }

  #render(from: number, count: number): void {
    for (let done = 0; done < count;) done += this.#renderSome(from + done, count - done);
    this.#fetchNext();
  }

  /** @returns how many of the frames it took care of; with none, something else is at hand now */
  #renderSome(frame: number, count: number): number {
    const { output } = this.#parts.line;
    const deck = this.#deck;
    if (this.#stopAt !== undefined && frame >= this.#stopAt) this.#end(frame);
    if (deck?.failed && this.#isWanted) this.#fail(deck, frame);
    const isReady = deck === this.#deck && deck?.track && this.#isWanted && this.#canSound(deck.track);
    if (!deck?.track || !isReady) return silent(count);
    if (this.#startAt !== undefined && frame < this.#startAt) return silent(Math.min(count, this.#startAt - frame));
    if (!this.#isSounding) this.#begin(deck, deck.track, frame);
    const most = Math.min(count, (this.#stopAt ?? Infinity) - frame);
    const samples = new Float32Array(2 * most);
    const taken = deck.track.read(samples, 0, most);
    if (taken === 0) this.#runOut(deck, deck.track, frame);
    else output.sound(samples.subarray(0, 2 * taken).map((sample) => sample * this.#gain));
    return taken;

    function silent(frames: number): number {
      output.silence(frames);
      return frames;
    }
  }

  #canSound(track: Track): boolean {
    return this.#isSounding || track.isDecoded || track.hasFailed || track.buffered >= enough * this.#parts.line.rate;
  }

  /** Late for the moment that was agreed, it begins where it would be by now. */
  #begin(deck: Deck, track: Track, frame: number): void {
    if (this.#startAt !== undefined && frame > this.#startAt) track.skipTo(deck.from + frame - this.#startAt);
    this.#startAt = undefined;
    this.#isSounding = true;
    this.#tellSound(frame);
  }

  #runOut(deck: Deck, track: Track, frame: number): void {
    if (!track.isOver && !track.isDecoded) {
      this.#quiet(frame);
      if (track.hasFailed) this.#fail(deck, frame);
      else this.#tell("buffering", deck, frame);
      return;
    }
    const next = this.#next;
    this.#next = undefined;
    if (!next?.track || next.track.buffered === 0) this.#quiet(frame);
    if (next) {
      if (!next.track && !next.failed) void this.#fetch(next, enough);
      this.#deck = next;
      if (this.#isSounding) this.#tellSound(frame);
    } else {
      this.#deck = undefined;
      this.#tell("ended", deck, frame);
    }
    track.close();
  }

  #fail(deck: Deck, frame: number): void {
    this.#quiet(frame);
    this.#deck = undefined;
    deck.track?.close();
    this.#tell("failed", deck, frame);
  }

  #fetchNext(): void {
    const [track, next] = [this.#deck?.track, this.#next];
    if (!track || !next || next.track || next.failed || this.#fetching === next) return;
    if (track.position < track.fetchNextAt * track.frames) return;
    this.#fetching = next;
    void this.#fetch(next, enough);
  }
  #fetching: Deck | undefined;

  #end(frame = this.#parts.line.rendered): void {
    this.#quiet(frame);
    for (const deck of [this.#deck, this.#next]) deck?.track?.close();
    this.#deck = undefined;
    this.#next = undefined;
    this.#isWanted = false;
    this.#startAt = undefined;
    this.#stopAt = undefined;
  }

  #quiet(frame = this.#parts.line.rendered): void {
    if (this.#isSounding && this.#deck) this.#note("silence", this.#deck, frame);
    this.#isSounding = false;
  }

  #tellSound(frame = this.#parts.line.rendered): void {
    if (!this.#deck) return;
    this.#note("sound", this.#deck, frame);
    this.#tell("playing", this.#deck, frame);
  }

  #note(what: "sound" | "silence", deck: Deck, frame: number): void {
    const { line, timeline } = this.#parts;
    timeline.note({ what, ...deck.entry, at: line.timeOf(frame), position_ms: this.#positionOf(deck), frame: line.output.frames });
  }

  /** Told when it is heard. */
  #tell(type: PlayerEvent["type"], deck: Deck, frame = this.#parts.line.rendered): void {
    const { line, onEvent } = this.#parts;
    const at = line.timeOf(frame);
    onEvent({ type, entry: deck.entry, position_ms: this.#positionOf(deck), at });
  }

  #positionOf({ track, from }: Deck): number {
    return ((track?.position ?? from) * 1000) / this.#parts.line.rate;
  }
}

function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.uid === other?.uid && one?.uri === other?.uri;
}
