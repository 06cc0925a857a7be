/**
 * This page as one of a jam's devices: it sounds what all of them sound, where the anchor says. Whoever commands, this page does what
 * the session says then, not what it was asked here: so all begin together.
 */
import { clockRound } from "../../../domain/connect/clock.ts";
import { aheadOf, correctionOf, placeAt, type Place } from "../../../domain/connect/follow.ts";
import type { Parts, QueueView } from "../../../domain/connect/hub.ts";
import type { Entry } from "../../../domain/connect/queue.ts";
import type { Anchor } from "../../../domain/connect/schema.ts";
import { ConnectClient } from "../connect/ConnectClient.ts";
import { itemsOf, queueOf, trackIdOf } from "../connect/entries.ts";
import { Reports } from "../connect/Reports.ts";
import { repeatModeOf } from "../connect/shown.ts";
import { wantsToPlay, type SessionEngine } from "../connect/sessionEngine.ts";
import type { SessionPlayerNeeds } from "../connect/SessionPlayer.ts";

export type JamEngine = SessionEngine & { keepTo(seconds: number, at: number): void };
export type JamPlayerNeeds = Omit<SessionPlayerNeeds, "engine"> & { engine: JamEngine };

/** How often it is looked whether it is still where it should be, milliseconds. */
const watchMs = 500;
/** How far ahead it is got ready where it is to begin; what is late is caught up with. */
const leadMs = 250;
/** So much later at most it has begun. */
const lateMs = 50;
/** After it began, or was moved, its place is not to be relied on for so long. */
const settleMs = 1200;

export class JamPlayer {
  readonly client: ConnectClient;
  /** The engine plays for the jam and for nobody else; what is pressed is asked of the jam. */
  readonly holds = true;
  readonly isHere = false;
  readonly #needs: JamPlayerNeeds;
  readonly #engine: JamEngine;
  readonly #reports: Reports;
  readonly #off: (() => void)[];
  readonly #timer: ReturnType<typeof setInterval>;
  #queue: QueueView | undefined;
  #anchor: Anchor | undefined;
  /** What was current before. */
  #before: Entry | undefined;
  /** Being got to its place: each time anew. */
  #arriving: AbortController | undefined;
  /** Until then it waits for the moment at which it is to begin. */
  #waitsUntil = 0;
  #quietUntil = 0;
  /** At the last look, milliseconds. */
  #aheadBefore = 0;
  /** Paused by this class, and not by the system or a headset. */
  #isPausing = false;
  /** Somebody here wants silence; the jam goes on without this page. */
  #isSilent = false;

  constructor(needs: JamPlayerNeeds) {
    this.#needs = needs;
    this.#engine = needs.engine;
    this.client = new ConnectClient({
      ...needs,
      onWelcome: () => undefined,
      onChange: () => this.#follow(),
      onExec: (id) => {
        this.client.execOk(id);
        this.#follow();
      },
      onOffer: () => undefined,
      onCommit: () => undefined,
      clockAgainMs: clockRound.againInJamMs,
    });
    this.#reports = new Reports(this.client, needs.engine, needs.now, { failed: "failed" });
    this.#off = [
      needs.engine.on("state", () => this.#hear()),
      needs.engine.on("play", ({ kind }) => {
        if (kind === "paused" && !this.#isPausing) this.#fallSilent();
        this.#hear();
      }),
    ];
    this.#timer = setInterval(() => this.#keepTime(), watchMs);
  }

  stop(): void {
    this.#arriving?.abort();
    clearInterval(this.#timer);
    for (const off of this.#off) off();
    this.client.close();
  }

  /** Nothing is done here before the session says so. */
  hold(): void {}
  begin(): void {}
  asked(id: string): string {
    return id;
  }

  /** After silence: where the others are. */
  soundAgain(): void {
    this.#isSilent = false;
    this.#keepTime();
  }

  #fallSilent(): void {
    if (!this.client.confirmed?.state.playing) return;
    this.#isSilent = true;
    this.#needs.onSilenced();
  }

  #follow(): void {
    const { confirmed } = this.client;
    if (confirmed) this.#takeQueue(confirmed);
    if (confirmed && confirmed.state.anchor !== this.#anchor) {
      this.#anchor = confirmed.state.anchor;
      this.#arriving?.abort();
      this.#arriving = undefined;
      this.#waitsUntil = 0;
    }
    this.#keepTime();
    this.#needs.onChange();
  }

  #takeQueue({ queue }: Parts): void {
    if (queue === this.#queue) return;
    const { current } = this.#queue ?? {};
    if (current && current.uid !== queue.current?.uid) this.#before = current;
    this.#queue = queue;
    const repeat = queue.repeat === "track" ? repeatModeOf("track") : "off";
    if (this.#engine.state.repeat !== repeat) this.#engine.setRepeat(repeat);
    const given = queueOf(queue, this.#needs.known);
    const own = this.#current();
    const stays = given.items.some(({ uid, trackId }) => uid === own?.uid && trackId === own.trackId);
    if (own && stays) this.#engine.syncQueue(given, own.uid);
  }

  #hear(): void {
    if (this.#engine.state.failure?.reason === "blocked" && this.client.confirmed?.state.playing) this.#needs.onSilenced();
    this.#tell();
    this.#needs.onChange();
  }

  /** Only of the device that leads anything is told, and only how it goes on: who falls behind catches up, and holds up nobody. */
  #tell(): void {
    const { status } = this.#engine.state;
    // What is asked of all is not told otherwise by whoever has not done it yet.
    if (!this.client.confirmed?.state.playing) return;
    if (this.#arriving || this.#needs.now() < this.#quietUntil) return;
    // An engine that skips what it can't play is brought back, and takes nobody along.
    if (status === "playing" && this.#isElsewhere()) return;
    // Who can't play it leads nobody through it.
    if (status === "playing" || status === "ended" || status === "failed") this.#reports.tell();
  }

  #isElsewhere(): boolean {
    const { confirmed, clock } = this.client;
    const [own, now] = [this.#current(), clock.now()];
    if (!confirmed || !own || now === undefined) return true;
    const ahead = aheadOf(this.#told(confirmed), this.#durationOf, this.#here(own.uid), now);
    return ahead !== undefined && correctionOf(ahead).kind === "leap";
  }

  #current() {
    const { queue, index } = this.#engine.state;
    return queue[index];
  }

  readonly #durationOf = (entry: Entry): number | undefined => {
    const { duration } = this.#needs.known(entry.uid, trackIdOf(entry));
    return duration > 0 ? duration * 1000 : undefined;
  };

  #keepTime(): void {
    const { confirmed, clock } = this.client;
    const now = clock.now();
    if (!confirmed || now === undefined || this.#arriving || this.#needs.now() < this.#waitsUntil) return;
    if (!confirmed.state.playing) {
      this.#standStill(confirmed);
      return;
    }
    if (this.#isSilent) return;
    const told = this.#told(confirmed);
    const place = placeAt(told, this.#durationOf, now);
    const own = this.#current();
    const { status, failure } = this.#engine.state;
    if (!place || failure?.reason === "blocked") return;
    if (status === "failed" && own?.uid === place.uid) {
      this.#tell();
      return;
    }
    const ahead = own && wantsToPlay(this.#engine) ? aheadOf(told, this.#durationOf, this.#here(own.uid), now) : undefined;
    // What the session said as it greeted may be a second old.
    if (ahead === undefined && clock.doubt === Number.POSITIVE_INFINITY) return;
    const correction = ahead === undefined ? ({ kind: "leap" } as const) : correctionOf(ahead, clock.doubt);
    if (correction.kind === "none") this.#aheadBefore = 0;
    const isSettled = status === "playing" && this.#needs.now() >= this.#quietUntil;
    if (ahead === undefined || (correction.kind === "leap" && (isSettled || own?.uid !== place.uid))) void this.#arrive();
    else if (correction.kind === "bend" && isSettled && this.#isLasting(ahead)) {
      this.#aheadBefore = 0;
      this.#quietUntil = this.#needs.now() + correction.ms;
      this.#engine.keepTo((this.#here(place.uid).position_ms - ahead) / 1000, this.#needs.now());
    }
    this.#tell();
  }

  /** A single look may be wrong: a busy page reads the one clock sooner than the other. */
  #isLasting(ahead: number): boolean {
    const before = this.#aheadBefore;
    this.#aheadBefore = ahead;
    return correctionOf(before).kind !== "none" && before > 0 === ahead > 0;
  }

  /** What all sound, as a line of tracks. */
  #told({ state: { anchor }, queue: { current, next, repeat } }: Parts) {
    const following = repeat === "track" && current ? [current, current] : next;
    return { anchor, before: this.#before, current, next: following };
  }

  #here(uid: string): Place {
    return { uid, position_ms: this.#engine.position() * 1000 };
  }

  #standStill({ state, queue }: Parts): void {
    const seconds = state.anchor.position_ms / 1000;
    const own = this.#current();
    this.#isSilent = false;
    if (wantsToPlay(this.#engine)) this.#pause();
    if (!queue.current) return;
    if (own?.uid !== queue.current.uid || this.#engine.state.status === "idle") {
      this.#engine.load(queueOf(queue, this.#needs.known), queue.current.uid, { at: seconds, play: false });
    } else if (Math.abs(this.#engine.position() - seconds) > 0.05) this.#engine.seek(seconds);
  }

  /** Where it is to be in a moment it is got ready, and begins in that moment; later, where it is by then. */
  async #arrive(): Promise<void> {
    const arriving = new AbortController();
    this.#arriving?.abort();
    this.#arriving = arriving;
    try {
      const ahead = this.#placeIn(leadMs);
      if (!ahead) return;
      this.#place(ahead.place);
      const isReady = await this.#engine.ready();
      const there = this.#placeIn(leadMs / 2);
      // Whatever was said meanwhile: the next look finds it.
      if (!isReady || arriving.signal.aborted || there?.place.uid !== this.#current()?.uid || !there) return;
      this.#waitsUntil = there.at + lateMs;
      this.#quietUntil = there.at + settleMs;
      this.#engine.startAt(there.place.position_ms / 1000, there.at);
    } finally {
      if (this.#arriving === arriving) this.#arriving = undefined;
    }
  }

  /** @returns where it is to be in so many milliseconds, or when all begin; and when that is by this page's clock */
  #placeIn(ms: number): { place: Place; at: number } | undefined {
    const { confirmed, clock } = this.client;
    const now = clock.now();
    if (!confirmed?.state.playing || now === undefined) return undefined;
    const told = this.#told(confirmed);
    const moment = Math.max(now + ms, told.anchor.at);
    const place = placeAt(told, this.#durationOf, moment);
    return place && { place, at: clock.localTime(moment) };
  }

  #pause(): void {
    this.#isPausing = true;
    this.#engine.pause();
    this.#isPausing = false;
  }

  #place({ uid, position_ms: position }: Place): void {
    const { confirmed } = this.client;
    if (!confirmed) return;
    const { status } = this.#engine.state;
    const isThere = this.#current()?.uid === uid && (status === "playing" || status === "paused" || status === "stalled");
    if (!isThere) {
      const known = itemsOf(confirmed.queue, this.#needs.known).some((item) => item.uid === uid);
      if (known) this.#engine.load(queueOf(confirmed.queue, this.#needs.known), uid, { at: position / 1000, play: false });
      return;
    }
    if (wantsToPlay(this.#engine)) this.#pause();
    this.#engine.seek(position / 1000);
  }
}
