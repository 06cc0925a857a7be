/** What the player asks of whatever makes the sound: Media Source Extensions, or the bare element where there are none. */
import type { Grant, GrantedRendition } from "../../contracts/playback.ts";
import type { Download } from "./download.ts";
import type { Emitter } from "./emitter.ts";
import type { Failure } from "./types.ts";

/** A track made ready to be heard: which entry of the queue, by which grant, in which rendition. */
export type Source = { uid: string; grant: Grant; rendition: GrantedRendition; download: Download };

export type OutputEvents = {
  /** The playhead went on into the source that was to follow. */
  crossed: Source;
  /** The current source has come to its end, and nothing followed. */
  ended: undefined;
  /** More is buffered. */
  progress: undefined;
  failed: { source: Source; failure: Failure };
  /** Requests fail (true), or bytes flow again (false). */
  trouble: boolean;
};

export type Output = {
  readonly events: Emitter<OutputEvents>;
  /** Gets everything ready that needs no track. */
  prepare(): void;
  /** While nothing is loaded: puts what is held of a likely source where playback would begin, so that a press only has to begin it. */
  cue(source: Source): void;
  /** Falls silent and makes a fresh place. Call it inside the gesture, before `load`. @param trackId what is going to be loaded */
  open(trackId: string | undefined): void;
  /** Fills the place: to be heard from `at`, seconds of the track. */
  load(source: Source, at: number): void;
  /** What comes after the current source: a source, nothing at all, or not known yet. */
  follow(next: Source | "nothing" | undefined): void;
  seek(seconds: number): void;
  /** Goes on in another rendition of the current track from `seconds` on. */
  change(source: Source, seconds: number): void;
  /** Starts over at the position after an error of the element. */
  rebuild(): void;
  /** Seconds of the current track. */
  position(): number;
  /** Seconds of the current track up to which it is buffered from the position on. */
  bufferedUntil(): number;
  /** Everything of the current track is fetched. */
  isFetched(): boolean;
  destroy(): void;
};

/** Seconds of music in a rendition. */
export function secondsOf({ samples, sample_rate }: GrantedRendition): number {
  return samples / sample_rate;
}
