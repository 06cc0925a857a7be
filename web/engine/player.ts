/** The player as the pages see it: commands in, one state and play events out. Composes the engine's subsystems. */
import { Ahead } from "./ahead.ts";
import { Downloads } from "./downloads.ts";
import { Emitter } from "./emitter.ts";
import { Grants } from "./grants.ts";
import { Intentions } from "./intentions.ts";
import { Playback } from "./playback.ts";
import { PlayEvents } from "./play-events.ts";
import { Progressive } from "./progressive.ts";
import * as queues from "./queue.ts";
import { Rendezvous } from "./rendezvous.ts";
import { Renditions } from "./renditions.ts";
import { mediaSourceClass } from "./source-buffer-queue.ts";
import { Sources } from "./sources.ts";
import { describeState, initialState, isSameState, Waveforms } from "./state.ts";
import { Throughput } from "./throughput.ts";
import { Timeline } from "./timeline.ts";
import type { Output, Source } from "./output.ts";
import type {
  GivenQueue,
  PlayContext,
  Player,
  PlayerEvents,
  PlayerOptions,
  PlayerState,
  QualityWish,
  QueueItem,
  RepeatMode,
} from "./types.ts";
import { Volume } from "./volume.ts";

/** `previous()` goes back to the track before within these first seconds. */
const restartSeconds = 3;

export class EnginePlayer implements Player {
  readonly #events = new Emitter<PlayerEvents>();
  readonly #audio = new Audio();
  readonly #volume = new Volume(this.#audio);
  readonly #throughput = new Throughput();
  readonly #renditions = new Renditions(this.#throughput);
  readonly #grants: Grants;
  readonly #downloads: Downloads;
  readonly #sources: Sources;
  readonly #output: Output;
  readonly #playback: Playback;
  readonly #rendezvous: Rendezvous;
  readonly #ahead: Ahead;
  readonly #intentions: Intentions;
  readonly #plays = new PlayEvents(
    (event) => this.#events.emit("play", event),
    () => this.#playback.tier,
  );
  #queue = queues.emptyQueue;
  /** Entries that turned out not to be playable, until the queue is replaced. */
  #unplayable = new Set<string>();
  /** The queue itself moved on to the current entry: if that fails, it moves on again. */
  #isAutomatic = false;
  #state: PlayerState = initialState;
  readonly #waveforms = new Waveforms();
  #uids = 0;

  constructor({ session, headers, origin = location.origin }: PlayerOptions) {
    this.#grants = new Grants({ session, ...(headers && { headers }) }, origin);
    this.#downloads = new Downloads(this.#grants, this.#throughput, origin);
    this.#sources = new Sources(this.#renditions, this.#downloads);
    this.#output = mediaSourceClass() ? new Timeline(this.#audio) : new Progressive(this.#audio, origin);
    this.#playback = new Playback({
      audio: this.#audio,
      output: this.#output,
      grants: this.#grants,
      sources: this.#sources,
      renditions: this.#renditions,
      throughput: this.#throughput,
    });
    this.#rendezvous = new Rendezvous(this.#audio, this.#playback);
    this.#ahead = new Ahead({
      grants: this.#grants,
      output: this.#output,
      upcoming: (count) => this.#upcoming(count),
      sourceOf: (item) => this.#playback.sourceOf(item)?.source,
      skip: (item) => this.#unplayable.add(item.uid),
    });
    this.#intentions = new Intentions(
      this.#grants,
      (grant) => this.#sources.choose("", grant, undefined)?.source,
      (source) => {
        if (this.#playback.status === "idle") this.#output.cue(source);
      },
    );
    this.#audio.preload = "auto";
    this.#listen();
  }

  get state(): PlayerState {
    return this.#state;
  }

  position(): number {
    return this.#playback.position;
  }

  on<Kind extends keyof PlayerEvents>(kind: Kind, listener: (event: PlayerEvents[Kind]) => void): () => void {
    return this.#events.on(kind, listener);
  }

  playQueue(items: readonly Omit<QueueItem, "uid">[], startIndex: number, context?: PlayContext): void {
    this.#unplayable.clear();
    this.#queue = queues.replaced(this.#queue, this.#named(items), startIndex, context, Math.random);
    this.#start(true);
  }

  load({ items, context }: GivenQueue, uid: string, { at, play }: { at: number; play: boolean }): void {
    this.#unplayable.clear();
    this.#queue = queues.given(this.#queue, items, uid, context);
    this.#start(play, { at });
  }

  syncQueue({ items, context }: GivenQueue, uid: string): void {
    const before = queues.currentOf(this.#queue);
    this.#queue = queues.given(this.#queue, items, uid, context);
    const item = queues.currentOf(this.#queue);
    if (item?.trackId !== before?.trackId) {
      this.#start(this.#playback.wants);
    } else if (item && this.#playback.status !== "idle") {
      this.#playback.rename(item);
      this.#ahead.update(this.position(), this.#playback.duration);
    }
    this.#publish();
  }

  ready(): Promise<boolean> {
    return this.#rendezvous.ready();
  }

  startAt(seconds: number, at: number): void {
    void this.#rendezvous.startAt(seconds, at);
  }

  keepTo(seconds: number, at: number): void {
    if (this.#playback.status === "playing") void this.#rendezvous.keepTo(seconds, at);
  }

  stopAt(at: number): void {
    void this.#rendezvous.stopAt(at, () => this.pause());
  }

  play(): void {
    this.#rendezvous.cancel();
    const { status } = this.#playback;
    if (status === "ended") this.#goTo(0);
    else if (status === "failed" || status === "idle") this.#start(true);
    else this.#playback.play();
  }

  pause(): void {
    this.#rendezvous.cancel();
    if (!this.#playback.wants && this.#playback.failure?.reason !== "blocked") return;
    this.#playback.pause();
    this.#plays.paused(this.position());
  }

  toggle(): void {
    if (this.#playback.wants) this.pause();
    else this.play();
  }

  seek(seconds: number): void {
    this.#rendezvous.cancel();
    const { status } = this.#playback;
    if (status === "idle" || status === "failed" || !Number.isFinite(seconds)) return;
    const position = Math.min(Math.max(0, seconds), this.#playback.duration);
    const item = queues.currentOf(this.#queue);
    if (status === "ended" && item) this.#plays.choose({ item, context: this.#queue.context }, 0);
    this.#playback.seek(position);
    this.#plays.seeked(position);
    if (status === "ended") this.#playback.play();
  }

  next(): void {
    this.#moveOn(queues.nextIndex(this.#queue, true));
  }

  previous(): void {
    const index = this.position() > restartSeconds ? undefined : queues.previousIndex(this.#queue);
    if (index === undefined) this.seek(0);
    else this.#goTo(index);
  }

  jumpTo(uid: string): void {
    const index = this.#queue.items.findIndex((item) => item.uid === uid);
    if (index >= 0) this.#goTo(index);
  }

  playNext(items: readonly Omit<QueueItem, "uid">[]): void {
    this.#edit(queues.withNext(this.#queue, this.#named(items)));
  }

  enqueue(items: readonly Omit<QueueItem, "uid">[]): void {
    this.#edit(queues.withLast(this.#queue, this.#named(items)));
  }

  remove(uid: string): void {
    this.#edit(queues.without(this.#queue, uid));
  }

  move(uid: string, toIndex: number): void {
    this.#edit(queues.moved(this.#queue, uid, toIndex));
  }

  setVolume(volume: number): void {
    this.#volume.level = Math.min(1, Math.max(0, volume));
    this.#volume.apply();
    this.#publish();
  }

  setMuted(muted: boolean): void {
    this.#volume.isMuted = muted;
    this.#volume.apply();
    this.#publish();
  }

  setShuffle(shuffle: boolean): void {
    this.#edit(queues.withShuffle(this.#queue, shuffle, Math.random));
  }

  setRepeat(repeat: RepeatMode): void {
    this.#edit(queues.withRepeat(this.#queue, repeat));
  }

  setQuality(wish: QualityWish): void {
    this.#renditions.wish = wish;
    this.#playback.reconsiderNow();
    // What was placed to follow is placed anew, in the rendition that is wished for now.
    this.#ahead.reset();
  }

  setNormalisation(on: boolean): void {
    this.#volume.normalises = on;
    this.#volume.apply();
  }

  intend(trackIds: readonly string[]): void {
    this.#output.prepare();
    this.#intentions.intend(trackIds);
  }

  changeListener(): void {
    this.#grants.forget();
    this.#unplayable.clear();
    this.#ahead.reset();
    const item = queues.currentOf(this.#queue);
    const { status, wants } = this.#playback;
    // What plays is asked for anew and goes on where it is: as much of it, and as good, as the new listener may hear.
    if (item && status !== "idle" && status !== "ended" && status !== "failed") this.#playback.start(item, this.position(), wants);
    this.#publish();
  }

  destroy(): void {
    this.#plays.leave(this.position());
    this.#rendezvous.cancel();
    this.#audio.pause();
    for (const part of [this.#intentions, this.#playback, this.#output, this.#downloads, this.#grants, this.#events]) part.destroy();
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  #listen(): void {
    const { events } = this.#playback;
    events.on("changed", () => this.#publish());
    events.on("loaded", (item) => {
      this.#intentions.played(item.trackId);
      this.#setGain();
    });
    events.on("heard", () => this.#plays.heard(this.position()));
    events.on("resumed", () => this.#plays.heard(this.position()));
    events.on("interrupted", () => this.#plays.paused(this.position()));
    events.on("stalled", () => this.#plays.stalled(this.position()));
    events.on("tick", () => this.#tick());
    events.on("crossing", () => this.#plays.ended(this.#playback.duration));
    events.on("crossed", ({ before, source }) => this.#cross(before, source));
    events.on("ended", () => this.#end());
    events.on("failed", () => this.#fail());
    events.on("nextFailed", ({ uid }) => {
      this.#unplayable.add(uid);
      this.#tick();
    });
  }

  #named(items: readonly Omit<QueueItem, "uid">[]): QueueItem[] {
    return items.map((item) => ({ ...item, uid: `${++this.#uids}` }));
  }

  #start(wants: boolean, { isAutomatic = false, at = 0 } = {}): void {
    this.#rendezvous.cancel();
    const item = queues.currentOf(this.#queue);
    this.#isAutomatic = isAutomatic;
    this.#ahead.reset();
    if (!item) {
      this.#plays.leave(this.position());
      this.#playback.stop();
      return;
    }
    this.#plays.choose({ item, context: this.#queue.context }, this.position());
    this.#playback.start(item, at, wants);
    const inUse = [this.#playback.source?.download].filter((download) => download !== undefined);
    this.#downloads.trim(new Set(inUse));
  }

  #goTo(index: number): void {
    this.#queue = queues.movedTo(this.#queue, index);
    this.#start(true);
  }

  #moveOn(index: number | undefined): void {
    if (index !== undefined) {
      this.#goTo(index);
      return;
    }
    this.#plays.leave(this.position());
    this.#playback.finish();
  }

  /** The queue changed around the current entry, or took it away. */
  #edit(queue: queues.Queue): void {
    const before = queues.currentOf(this.#queue);
    this.#queue = queue;
    const isIdle = this.#playback.status === "idle";
    if (queues.currentOf(queue)?.uid !== before?.uid && !(isIdle && queue.items.length > 0)) this.#start(this.#playback.wants);
    else if (!isIdle) this.#ahead.update(this.position(), this.#playback.duration);
    this.#publish();
  }

  #upcoming(count: number): QueueItem[] {
    return queues.upcoming(this.#queue, count, ({ uid }) => !this.#unplayable.has(uid));
  }

  #tick(): void {
    this.#ahead.update(this.position(), this.#playback.duration);
    this.#publish();
  }

  /** Tracks that flow into one another keep one gain: a step in loudness in the middle of the music would be heard. */
  #setGain(before?: Source): void {
    const source = this.#playback.source;
    if (!source) return;
    if (before?.grant.gapless && before.grant.album_id === source.grant.album_id) return;
    this.#volume.gain = source.rendition.gain_db;
  }

  #cross(before: Source, source: Source): void {
    const index = this.#queue.items.findIndex(({ uid }) => uid === source.uid);
    this.#queue = queues.movedTo(this.#queue, index);
    this.#isAutomatic = true;
    this.#ahead.reset();
    const item = queues.currentOf(this.#queue);
    if (item) {
      this.#plays.choose({ item, context: this.#queue.context }, 0);
      this.#plays.heard(0);
      this.#intentions.played(item.trackId);
    }
    this.#setGain(before);
    this.#downloads.trim(new Set([source.download]));
  }

  #end(): void {
    this.#plays.ended(this.#playback.duration);
    this.#advance();
  }

  #advance(): void {
    const [next] = this.#upcoming(1);
    if (!next) return;
    this.#queue = queues.movedTo(this.#queue, this.#queue.items.indexOf(next));
    this.#start(true, { isAutomatic: true });
  }

  #fail(): void {
    this.#plays.failed(this.position());
    const item = queues.currentOf(this.#queue);
    if (item) this.#unplayable.add(item.uid);
    if (this.#isAutomatic) this.#advance();
  }

  #publish(): void {
    const state = describeState(this.#queue, this.#playback, this.#volume, this.#waveforms);
    if (isSameState(state, this.#state)) return;
    this.#state = state;
    this.#events.emit("state", state);
  }
}
