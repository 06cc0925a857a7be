/** The current track: from the wish to hear it to its end. Knows nothing of the queue. */
import type { GrantedRendition } from "../../contracts/playback.ts";
import type { Tier } from "../../domain/ladder.ts";
import { Ear } from "./ear.ts";
import { Emitter } from "./emitter.ts";
import { onNextGesture } from "./gesture.ts";
import type { GrantAnswer, Grants } from "./grants.ts";
import { secondsOf, type Output, type Source } from "./output.ts";
import type { TierChoice } from "./quality.ts";
import type { Renditions } from "./renditions.ts";
import type { ChosenSource, Sources } from "./sources.ts";
import type { Throughput } from "./throughput.ts";
import type { Failure, PlayerStatus, QueueItem } from "./types.ts";

type Stage =
  | { kind: "idle" }
  /** Its grant is awaited. `at`: seconds to begin from. */
  | { kind: "asking"; item: QueueItem; at: number }
  | { kind: "loaded"; source: Source; degraded: boolean }
  | { kind: "ended"; source: Source | undefined }
  | { kind: "failed"; failure: Failure; duration: number };

export type PlaybackEvents = {
  changed: undefined;
  /** The bytes of the current track are now being got: a stream began. */
  loaded: QueueItem;
  heard: undefined;
  stalled: undefined;
  /** Paused by someone else: the system, a headset. */
  interrupted: undefined;
  resumed: undefined;
  /** The current source has come to its end, and the next is taking over without a gap. */
  crossing: undefined;
  crossed: { before: Source; source: Source };
  ended: undefined;
  failed: Failure;
  nextFailed: Source;
  tick: undefined;
};

export type PlaybackNeeds = {
  audio: HTMLAudioElement;
  output: Output;
  grants: Grants;
  sources: Sources;
  renditions: Renditions;
  throughput: Throughput;
};

/** Rebuilds of one track before its data counts as broken. */
const maximumRebuilds = 2;

export class Playback {
  readonly events = new Emitter<PlaybackEvents>();
  readonly #needs: PlaybackNeeds;
  readonly #ear: Ear;
  #stage: Stage = { kind: "idle" };
  /** The listener wants sound. */
  #wants = false;
  /** Sound has come out since the track began or was sought. */
  #wasHeard = false;
  #trouble = false;
  #blocked: (() => void) | undefined;
  #rebuilds = 0;

  constructor(needs: PlaybackNeeds) {
    this.#needs = needs;
    this.#ear = new Ear(needs.audio, () => this.#wants && this.#stage.kind === "loaded");
    this.#listen();
  }

  get status(): PlayerStatus {
    const { kind } = this.#stage;
    if (kind === "idle" || kind === "ended" || kind === "failed") return kind;
    if (!this.#wants) return "paused";
    if (this.#ear.isSounding) return "playing";
    return this.#wasHeard ? "stalled" : "loading";
  }

  get failure(): Failure | undefined {
    if (this.#stage.kind === "failed") return this.#stage.failure;
    if (this.#blocked) return { reason: "blocked" };
    return this.#trouble && !this.#ear.isSounding && this.#stage.kind !== "idle" ? { reason: "network" } : undefined;
  }

  get source(): Source | undefined {
    return this.#stage.kind === "loaded" || this.#stage.kind === "ended" ? this.#stage.source : undefined;
  }

  get tier(): Tier | undefined {
    return this.source?.rendition.tier;
  }

  get degraded(): boolean {
    return this.#stage.kind === "loaded" && this.#stage.degraded;
  }

  get wants(): boolean {
    return this.#wants;
  }

  get duration(): number {
    if (this.source) return secondsOf(this.source.rendition);
    if (this.#stage.kind === "asking") return this.#stage.item.duration;
    return this.#stage.kind === "failed" ? this.#stage.duration : 0;
  }

  get position(): number {
    return this.#stage.kind === "asking" ? this.#stage.at : this.#needs.output.position();
  }

  get bufferedUntil(): number {
    return this.source ? this.#needs.output.bufferedUntil() : 0;
  }

  /** Inside the gesture: everything that needs no network happens before it returns. */
  start(item: QueueItem, at: number, wants: boolean): void {
    const { output, grants } = this.#needs;
    const stage: Stage = { kind: "asking", item, at };
    this.#stage = stage;
    this.#wants = wants;
    this.#wasHeard = false;
    this.#ear.forget();
    this.#rebuilds = 0;
    this.#unblock();
    output.open(item.trackId);
    const held = grants.peek(item.trackId);
    if (held) this.#answered(stage, held);
    else void grants.get(item.trackId).then((answer) => this.#answered(stage, answer), ignore);
    if (wants) this.#play();
    this.events.emit("changed", undefined);
  }

  /** The current entry has another name by now. */
  rename(item: QueueItem): void {
    if (this.#stage.kind === "asking") this.#stage.item = item;
    const { source } = this;
    if (source) source.uid = item.uid;
  }

  stop(): void {
    this.#stage = { kind: "idle" };
    this.#wants = false;
    this.#ear.forget();
    this.#unblock();
    this.#needs.audio.pause();
    this.#needs.output.open(undefined);
    this.events.emit("changed", undefined);
  }

  /** The listener went past the end of the queue. */
  finish(): void {
    this.#stage = { kind: "ended", source: this.source };
    this.pause();
  }

  play(): void {
    this.#wants = true;
    this.#unblock();
    this.#play();
    this.events.emit("changed", undefined);
  }

  pause(): void {
    this.#wants = false;
    this.#ear.forget();
    this.#unblock();
    this.#needs.audio.pause();
    this.events.emit("changed", undefined);
  }

  seek(seconds: number): void {
    this.#wasHeard = false;
    this.#ear.forget();
    if (this.#stage.kind === "asking") this.#stage.at = seconds;
    if (this.#stage.kind === "ended" && this.#stage.source) this.#stage = { kind: "loaded", source: this.#stage.source, degraded: false };
    if (this.#stage.kind === "loaded") this.#needs.output.seek(seconds);
    this.events.emit("changed", undefined);
  }

  /** A source for an entry, to follow what plays; undefined when nothing held can be played. */
  sourceOf(item: QueueItem): ChosenSource | undefined {
    const { grants, sources } = this.#needs;
    const answer = grants.peek(item.trackId);
    return answer?.kind === "granted" ? sources.choose(item.uid, answer.grant, this.source) : undefined;
  }

  /** The wish for quality changed. */
  reconsiderNow(): void {
    if (this.#stage.kind !== "loaded") return;
    const { grant, rendition } = this.#stage.source;
    const choice = this.#needs.renditions.choose(grant);
    if (choice && choice.rendition.tier !== rendition.tier) this.#change(choice, Math.min(this.position + 1, this.duration));
  }

  destroy(): void {
    this.#unblock();
    this.#ear.destroy();
    this.events.destroy();
  }

  #answered(stage: Stage, answer: GrantAnswer): void {
    // Something else was pressed in the meantime.
    if (this.#stage !== stage || stage.kind !== "asking") return;
    if (answer.kind === "refused") return this.#fail({ reason: answer.reason });
    const made = this.sourceOf(stage.item);
    if (!made) return this.#fail({ reason: "unsupported" });
    this.#stage = { kind: "loaded", ...made };
    this.#needs.output.load(made.source, stage.at);
    this.events.emit("loaded", stage.item);
    this.events.emit("changed", undefined);
  }

  #play(): void {
    this.#needs.audio.play().catch((error: unknown) => {
      if (!this.#wants || (error as DOMException).name !== "NotAllowedError") return;
      this.#wants = false;
      this.#blocked = onNextGesture(() => this.play());
      this.events.emit("changed", undefined);
    });
  }

  #unblock(): void {
    this.#blocked?.();
    this.#blocked = undefined;
  }

  #setTrouble(trouble: boolean): void {
    if (this.#trouble === trouble) return;
    this.#trouble = trouble;
    this.events.emit("changed", undefined);
  }

  #listen(): void {
    const { output, grants } = this.#needs;
    grants.onTrouble = (trouble) => this.#setTrouble(trouble);
    output.events.on("trouble", (trouble) => this.#setTrouble(trouble));
    output.events.on("progress", () => {
      this.#reconsider();
      // While it sounds, its ticks tell of that as well.
      if (!this.#ear.isSounding) this.events.emit("changed", undefined);
    });
    output.events.on("crossed", (source) => this.#cross(source));
    output.events.on("ended", () => this.#end());
    output.events.on("failed", ({ source, failure }) => this.#outputFailed(source, failure));
    const { events } = this.#ear;
    events.on("began", () => {
      this.#wasHeard = true;
      this.#trouble = false;
      this.events.emit("heard", undefined);
    });
    events.on("dried", () => this.#ranDry());
    events.on("interrupted", () => this.#obey(false));
    events.on("resumed", () => this.#obey(true));
    events.on("broken", () => {
      if (this.source) this.#outputFailed(this.source, { reason: "decode" });
    });
    events.on("moved", ({ isSounding }) => {
      if (isSounding) this.#reconsider();
      this.events.emit(isSounding ? "tick" : "changed", undefined);
    });
  }

  /** Someone else paused or played the element. */
  #obey(wants: boolean): void {
    if (this.#stage.kind !== "loaded") return;
    this.#wants = wants;
    this.events.emit(wants ? "resumed" : "interrupted", undefined);
  }

  #ranDry(): void {
    if (this.#stage.kind !== "loaded" || this.position > this.duration - 0.2) return;
    this.#needs.throughput.ranDry(this.#stage.source.rendition.bitrate);
    this.events.emit("stalled", undefined);
    this.#reconsider();
  }

  #reconsider(): void {
    if (this.#stage.kind !== "loaded") return;
    const { output, renditions } = this.#needs;
    const { grant, rendition } = this.#stage.source;
    const position = output.position();
    const ahead = output.bufferedUntil() - position;
    const left = this.duration - position;
    const choice = renditions.reconsider(grant, { current: rendition, ahead, left, isFetched: output.isFetched() });
    if (!choice) return;
    const isLower = choice.rendition.bitrate < rendition.bitrate;
    renditions.changed(choice, isLower);
    this.#change(choice, isLower ? position + ahead : position + 5);
  }

  #change(choice: TierChoice<GrantedRendition>, seconds: number): void {
    if (this.#stage.kind !== "loaded") return;
    const { grant, uid } = this.#stage.source;
    const made = this.#needs.sources.of(uid, grant, choice);
    this.#stage = { kind: "loaded", ...made };
    this.#needs.output.change(made.source, seconds);
    this.events.emit("changed", undefined);
  }

  #cross(source: Source): void {
    if (this.#stage.kind !== "loaded") return;
    const before = this.#stage.source;
    this.events.emit("crossing", undefined);
    this.#stage = { kind: "loaded", source, degraded: this.#needs.sources.isDegraded(source.grant, source.rendition) };
    this.#rebuilds = 0;
    this.events.emit("crossed", { before, source });
    this.events.emit("changed", undefined);
  }

  #end(): void {
    if (this.#stage.kind !== "loaded") return;
    this.#stage = { kind: "ended", source: this.#stage.source };
    this.#wants = false;
    this.#ear.forget();
    this.events.emit("ended", undefined);
    this.events.emit("changed", undefined);
  }

  #outputFailed(source: Source, failure: Failure): void {
    if (this.#stage.kind !== "loaded") return;
    if (source.uid !== this.#stage.source.uid) {
      this.events.emit("nextFailed", source);
      return;
    }
    if (failure.reason !== "decode" || this.#rebuilds >= maximumRebuilds) return this.#fail(failure);
    this.#rebuilds++;
    this.#rebuild();
  }

  /** The second attempt does not trust the bytes either. */
  #rebuild(): void {
    if (this.#stage.kind !== "loaded") return;
    const { output, sources } = this.#needs;
    if (this.#rebuilds > 1) {
      const source = sources.afresh(this.#stage.source);
      this.#stage = { ...this.#stage, source };
      output.change(source, this.position);
    }
    this.#ear.forget();
    output.rebuild();
    if (this.#wants) this.#play();
  }

  #fail(failure: Failure): void {
    if (this.#stage.kind === "idle" || this.#stage.kind === "ended") return;
    this.#stage = { kind: "failed", failure, duration: this.duration };
    this.#wants = false;
    this.#ear.forget();
    this.#needs.audio.pause();
    this.#needs.output.open(undefined);
    this.events.emit("failed", failure);
    this.events.emit("changed", undefined);
  }
}

function ignore(): void {}
