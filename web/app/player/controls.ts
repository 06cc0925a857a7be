/**
 * What buttons, keys, menus and the system's media keys do. Here it is decided where: on this page's engine, or, while a session of
 * several devices is at hand, by whatever `takeControls` was given. Whoever calls need not know.
 */
import type { PlayContext, QueueItem, RepeatMode } from "../../engine/types.ts";
import { settings } from "../settings/settings.ts";
import { currentTrackId, player, playerState } from "./player.ts";

export type NewItem = Omit<QueueItem, "uid">;

export type PlayOptions = {
  /** What follows comes in any order from now on. */
  shuffled?: boolean;
  /** Seconds into the first track. */
  at?: number;
  /** What else of the context follows, when that is not known yet. */
  rest?: Promise<readonly NewItem[]>;
};

export type Controls = {
  /** Replaces the queue and plays from `start`. Call it inside the gesture. */
  playQueue(items: readonly NewItem[], start: number, context: PlayContext, options?: PlayOptions): void;
  play(): void;
  pause(): void;
  /** @param seconds of the current track */
  seek(seconds: number): void;
  next(): void;
  previous(): void;
  jumpTo(uid: string): void;
  playNext(items: readonly NewItem[]): void;
  enqueue(items: readonly NewItem[]): void;
  remove(uids: readonly string[]): void;
  /** @param toIndex in the queue */
  move(uid: string, toIndex: number): void;
  setShuffle(on: boolean): void;
  setRepeat(repeat: RepeatMode): void;
  /** @param level 0 to 1 */
  setVolume(level: number): void;
  setMuted(muted: boolean): void;
};

/** On this page, whatever else there is. */
export const localControls: Controls = {
  playQueue(items, start, context, { shuffled = false, at = 0, rest } = {}) {
    if (shuffled) player.setShuffle(true);
    player.playQueue(items, start, context);
    if (at > 0) player.seek(at);
    rest?.then((more) => addRest(items, more), ignore);
  },
  play: () => player.play(),
  pause: () => player.pause(),
  seek: (seconds) => player.seek(seconds),
  next: () => player.next(),
  previous: () => player.previous(),
  jumpTo: (uid) => player.jumpTo(uid),
  playNext: (items) => player.playNext(items),
  enqueue: (items) => player.enqueue(items),
  remove(uids) {
    for (const uid of uids) player.remove(uid);
  },
  move: (uid, toIndex) => player.move(uid, toIndex),
  setShuffle: (on) => player.setShuffle(on),
  setRepeat(repeat) {
    settings.repeat.value = repeat;
  },
  setVolume(level) {
    settings.volume.value = level;
    settings.muted.value = false;
  },
  setMuted(muted) {
    settings.muted.value = muted;
  },
};

/** Unless something else was chosen by then. */
function addRest(items: readonly NewItem[], rest: readonly NewItem[]): void {
  if (items.some(({ trackId }) => trackId === currentTrackId.peek())) player.enqueue(rest);
}

/** Whoever gave the promise says what failed. */
function ignore(): void {}

let acting: Controls = localControls;

/** @param others undefined: this page's own */
export function takeControls(others: Controls | undefined): void {
  acting = others ?? localControls;
}

export const controls: Controls & { toggle(): void } = {
  playQueue: (...of) => acting.playQueue(...of),
  play: () => acting.play(),
  pause: () => acting.pause(),
  seek: (seconds) => acting.seek(seconds),
  next: () => acting.next(),
  previous: () => acting.previous(),
  jumpTo: (uid) => acting.jumpTo(uid),
  playNext: (items) => acting.playNext(items),
  enqueue: (items) => acting.enqueue(items),
  remove: (uids) => acting.remove(uids),
  move: (uid, toIndex) => acting.move(uid, toIndex),
  setShuffle: (on) => acting.setShuffle(on),
  setRepeat: (repeat) => acting.setRepeat(repeat),
  setVolume: (level) => acting.setVolume(level),
  setMuted: (muted) => acting.setMuted(muted),
  toggle() {
    const { status } = playerState.peek();
    if (status === "playing" || status === "loading" || status === "stalled") acting.pause();
    else acting.play();
  },
};
