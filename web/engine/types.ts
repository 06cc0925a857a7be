/** What the playback engine shows to the player's pages. The engine holds no view; the pages hold no playback rule. */
import type { RefusalReason } from "../../domain/playability.ts";
import type { Tier } from "../../domain/ladder.ts";

/** One entry of the queue. `uid` tells two entries of the same track apart. */
export type QueueItem = {
  uid: string;
  trackId: string;
  /** Seconds, as the catalogue says. */
  duration: number;
  albumId: string;
  /** Names the entry in the list that it came from, where a track may stand more than once. */
  entry?: string;
  /** In a queue that is kept elsewhere: what the listener queued can be moved there, what comes by itself can't. */
  source?: "context" | "queue" | "autoplay";
  /** Who queued it, where several people may: as pages say it. */
  addedBy?: string;
};

/** Where the queue came from: what "playing from" shows and play events report. */
export type PlayContext = { type: "album" | "artist" | "playlist" | "collection" | "track" | "queue"; id: string };

/** A queue in its order of play, with uids of whoever keeps it. */
export type GivenQueue = { items: readonly QueueItem[]; context: PlayContext | undefined };

export type PlayerStatus =
  /** Nothing is loaded. */
  | "idle"
  /** Play was pressed; no sound yet. */
  | "loading"
  | "playing"
  | "paused"
  /** It wants to play and has no data. */
  | "stalled"
  /** The queue has come to its end. */
  | "ended"
  /** The current track can't be played; `failure` says why. */
  | "failed";

export type Failure = { reason: RefusalReason | "network" | "decode" | "unsupported" | "blocked" };

export type RepeatMode = "off" | "all" | "one";

export type PlayerState = {
  status: PlayerStatus;
  queue: readonly QueueItem[];
  /** Index of the current entry in `queue` (play order), −1 when idle. */
  index: number;
  context: PlayContext | undefined;
  /** Seconds. */
  duration: number;
  /** Seconds of the current track that are buffered from its beginning or the last seek on. */
  bufferedUntil: number;
  volume: number;
  muted: boolean;
  shuffle: boolean;
  repeat: RepeatMode;
  tier: Tier | undefined;
  /** A lower rendition than wished for is playing because the network is slow. */
  degraded: boolean;
  /** Only a preview of the track may be heard. */
  preview: boolean;
  /** 400 peaks, 0–255, of the current track, once its grant is held. */
  waveform: Uint8Array | undefined;
  failure: Failure | undefined;
};

/** Everything that happened to a play, reported from one place. Positions are seconds of the track. */
export type PlayEvent = {
  kind: "started" | "paused" | "resumed" | "seeked" | "stalled" | "ended" | "skipped" | "failed";
  item: QueueItem;
  context: PlayContext | undefined;
  position: number;
  tier: Tier | undefined;
  /** Milliseconds since 1970. */
  at: number;
};

export type PlayerEvents = {
  state: PlayerState;
  play: PlayEvent;
};

export type QualityWish = "auto" | "low" | "normal" | "high" | "lossless";

export type PlayerOptions = {
  /** Sees to it that the page's cookies let it ask for grants; called before each request, with `renew` when one was refused. */
  session: (options: { renew: boolean }) => Promise<void>;
  /** Headers of requests for grants: a token, where cookies are of no use. They are then left out. */
  headers?: () => Record<string, string>;
  /** Origin of the API and media paths; default: the page's. */
  origin?: string;
};

export type Player = {
  readonly state: PlayerState;
  /** Seconds into the current track, from the clock; call it in animation frames. */
  position(): number;
  on<Kind extends keyof PlayerEvents>(kind: Kind, listener: (event: PlayerEvents[Kind]) => void): () => void;

  /** Replaces the queue and plays from `startIndex`. Call it inside the user's gesture. */
  playQueue(items: readonly Omit<QueueItem, "uid">[], startIndex: number, context?: PlayContext): void;
  /**
   * Takes over a queue that is kept elsewhere, in its order of play, and begins the entry `uid` at so many seconds. Played, it wants the
   * user's gesture; else it is got ready and stands still.
   */
  load(queue: GivenQueue, uid: string, options: { at: number; play: boolean }): void;
  /** The queue kept elsewhere changed around what is current. Where `uid` names the same track by another name, it plays on. */
  syncQueue(queue: GivenQueue, uid: string): void;
  /** Resolves once what is loaded could sound at once where it stands; false: it can't, or something else was wanted meanwhile. */
  ready(): Promise<boolean>;
  /** From `at` (as `performance.now()` counts) on, what is loaded sounds as if it had been at `seconds` then. */
  startAt(seconds: number, at: number): void;
  /** What sounds already is brought there by and by, without a gap: at `at` it would have been at `seconds`. */
  keepTo(seconds: number, at: number): void;
  /** Pauses at that moment. */
  stopAt(at: number): void;
  play(): void;
  pause(): void;
  toggle(): void;
  seek(seconds: number): void;
  next(): void;
  /** The beginning of the track after its first three seconds, else the track before. */
  previous(): void;
  jumpTo(uid: string): void;
  playNext(items: readonly Omit<QueueItem, "uid">[]): void;
  enqueue(items: readonly Omit<QueueItem, "uid">[]): void;
  remove(uid: string): void;
  move(uid: string, toIndex: number): void;
  setVolume(volume: number): void;
  setMuted(muted: boolean): void;
  setShuffle(shuffle: boolean): void;
  setRepeat(repeat: RepeatMode): void;
  setQuality(wish: QualityWish): void;
  setNormalisation(on: boolean): void;
  /** The listener is about to play these (hover, focus, touch): get grants, and the head of the first. */
  intend(trackIds: readonly string[]): void;
  /** Somebody else listens now, or has another plan: what was granted before counts no more. What plays goes on where it is. */
  changeListener(): void;
  destroy(): void;
};
