/**
 * This page as a device of its listener's session. While it has the playback its engine follows the session, and tells it how it
 * goes; while another one has it, the engine is silent. Where the connection is lost it plays on with what it knows.
 */
import { positionAt } from "../../../domain/connect/anchor.ts";
import type { Parts } from "../../../domain/connect/hub.ts";
import { ConnectClient, movesPlayback, type ConnectClientNeeds } from "./ConnectClient.ts";
import { queueOf, type KnownItems } from "./entries.ts";
import { Handover } from "./Handover.ts";
import type { Left } from "./memory.ts";
import { Reports } from "./Reports.ts";
import { currentOf, isCurrent, isSameQueue, wantsToPlay, type SessionEngine } from "./sessionEngine.ts";
import { repeatModeOf } from "./shown.ts";

export type SessionPlayerNeeds = Omit<ConnectClientNeeds, "onWelcome" | "onChange" | "onExec" | "onOffer" | "onCommit"> & {
  engine: SessionEngine;
  known: KnownItems;
  /** Browsers let a page sound only after a gesture. */
  maySound: () => boolean;
  /** What it played when it was left, once. */
  takeLeft: () => Left | undefined;
  /** What plays here outside of any session is asked of the session. */
  claim: (player: SessionPlayer) => void;
  /** What is shown, or how loud this page is to be, may have changed. */
  onChange: () => void;
  /** Somebody wants to hear something here, and the browser wants a press first. */
  onSilenced: () => void;
};

type Taken = Parameters<ConnectClientNeeds["onExec"]>[1];

const settleMs = 500;
/** What nobody says is looked after so often: a stall that goes on, milliseconds. */
const watchMs = 1000;
/** How far apart engine and session may be before somebody must have meant it, milliseconds. */
const leapMs = 1500;

export class SessionPlayer {
  readonly client: ConnectClient;
  readonly #needs: SessionPlayerNeeds;
  readonly #engine: SessionEngine;
  readonly #reports: Reports;
  readonly #handover: Handover;
  readonly #off: (() => void)[];
  /** Whether what the engine has is the session's. */
  #holds = false;
  #isPlacing = false;
  readonly #asked = new Set<string>();
  readonly #watch: ReturnType<typeof setInterval>;
  /** Until then it is about to begin. */
  #quietUntil = 0;

  constructor(needs: SessionPlayerNeeds) {
    this.#needs = needs;
    this.#engine = needs.engine;
    this.client = new ConnectClient({
      ...needs,
      onWelcome: () => this.#welcome(),
      onChange: () => this.#follow(),
      onExec: (id, exec) => this.#execute(id, exec),
      onOffer: (offer) => void this.#handover.prepare(offer),
      onCommit: (commit) => this.#handover.agree(commit),
      onRefused: (refused) => {
        needs.onRefused(refused);
        if (movesPlayback.has(refused.command.type)) this.#enforce();
      },
    });
    this.#reports = new Reports(this.client, needs.engine, needs.now);
    this.#handover = new Handover({
      ...needs,
      client: this.client,
      getReady: (parts, seconds) => {
        this.begin(parts, { seconds, play: false });
        // Until it is committed the other one has it.
        this.#holds = false;
      },
    });
    const tell = () => this.#heard();
    this.#off = [needs.engine.on("state", tell), needs.engine.on("play", tell)];
    this.#watch = setInterval(() => this.#tell(), watchMs);
  }

  /** Whether the engine plays for the session. */
  get holds(): boolean {
    return this.#holds;
  }

  /** Whether what is pressed is for this page's engine: it has the playback, or nobody has. */
  get isHere(): boolean {
    const active = this.client.view?.state.active ?? null;
    return active === null || active === this.client.own;
  }

  /** The engine does what was asked of the session with this. */
  hold(): void {
    this.#holds = true;
  }

  stop(): void {
    clearInterval(this.#watch);
    for (const off of this.#off) off();
    this.client.close();
  }

  /** Begins what is current in the session, here. */
  begin(parts: Parts, { seconds, play }: { seconds: number; play: boolean }): void {
    const { current } = parts.queue;
    if (!current) {
      this.#engine.pause();
      return;
    }
    this.#holds = true;
    // What it says on its way there is true of neither.
    this.#isPlacing = true;
    this.#setRepeat(parts);
    this.#engine.load(queueOf(parts.queue, this.#needs.known), current.uid, { at: seconds, play });
    this.#isPlacing = false;
  }

  #welcome(): void {
    const { client } = this;
    const { confirmed } = client;
    if (!confirmed) return;
    this.#handover.forget();
    this.#reports.forget();
    const { active } = confirmed.state;
    const wants = wantsToPlay(this.#engine);
    const left = this.#needs.takeLeft();
    if (this.#holds && active !== null && active !== client.own) {
      client.forgetDone();
      this.#fallSilent();
    } else if (wants && !this.#holds) {
      this.#needs.claim(this);
    } else if (wants && active === null) {
      client.command({ type: "transfer", device: client.own, play: true }, { isDone: true });
    } else if (!this.#holds && active === client.own) {
      this.#resume(confirmed, left);
    }
  }

  /** The page was loaded anew, and the playback is still its own. */
  #resume(parts: Parts, left: Left | undefined): void {
    const now = this.client.clock.now() ?? 0;
    const { current } = parts.queue;
    if (left && current && left.uid === current.uid) {
      this.begin(parts, { seconds: left.seconds, play: true });
      this.client.command(
        { type: "play", offset: { uid: current.uid }, position_ms: Math.round(left.seconds * 1000) },
        { id: this.asked(this.client.newId()), target: this.client.own, isDone: true },
      );
    } else if (parts.state.playing) {
      this.begin(parts, { seconds: positionAt(parts.state.anchor, now) / 1000, play: true });
    }
  }

  /** The session, or what was asked of it, has changed. */
  #follow(): void {
    const { view, confirmed } = this.client;
    if (!view || !confirmed) return;
    const { active } = view.state;
    const met = this.#handover.meet(confirmed);
    if (met) {
      this.#holds = met.holds;
      if (met.holds) this.#quietUntil = met.at + settleMs;
    } else if (this.#holds && active !== null && active !== this.client.own) this.#fallSilent();
    else if (this.#holds) this.#sync(view);
    this.#handover.follow(view);
    this.#tell();
    this.#needs.onChange();
  }

  /** The engine has something to say. */
  #heard(): void {
    const { failure } = this.#engine.state;
    if (this.#holds && failure?.reason === "blocked" && this.client.confirmed?.state.playing) this.#needs.onSilenced();
    this.#tell();
    this.#needs.onChange();
  }

  #tell(): void {
    if (this.#isPlacing) return;
    if (this.#holds && !this.#handover.isAgreed && this.#needs.now() >= this.#quietUntil && !this.#reports.tell()) this.#enforce();
  }

  /** The order around what sounds is the session's; what sounds stays, also where it went on ahead of the session. */
  #sync(parts: Parts): void {
    const queue = queueOf(parts.queue, this.#needs.known);
    const own = currentOf(this.#engine);
    const stays = queue.items.find(({ uid, trackId }) => uid === own?.uid && trackId === own.trackId);
    const uid = stays?.uid ?? parts.queue.current?.uid;
    this.#setRepeat(parts);
    if (uid !== undefined && !(stays && isSameQueue(queue, this.#engine.state))) this.#engine.syncQueue(queue, uid);
  }

  /** What the engine does differently gives way: something was refused, or the session went another way. */
  #enforce(): void {
    const { view } = this.client;
    if (!view || !this.#holds || this.#handover.isAgreed) return;
    if (view.state.active !== this.client.own) {
      this.#fallSilent();
      return;
    }
    const now = this.client.clock.now() ?? view.state.anchor.at;
    const seconds = positionAt(view.state.anchor, now) / 1000;
    if (!isCurrent(this.#engine, view)) {
      this.begin(view, { seconds, play: view.state.playing });
      return;
    }
    if (Math.abs(this.#engine.position() - seconds) * 1000 > leapMs) this.#engine.seek(seconds);
    this.#setPlaying(view.state.playing);
  }

  #setPlaying(playing: boolean): void {
    if (playing && !wantsToPlay(this.#engine)) this.#engine.play();
    if (!playing && wantsToPlay(this.#engine)) this.#engine.pause();
  }

  /** As the engine repeats: a track, or a context of one track. What else comes again is in the queue. */
  #setRepeat({ queue }: Parts): void {
    const isOne = queue.repeat === "track" || (queue.repeat === "context" && queue.current !== null && queue.next.length === 0);
    const repeat = isOne ? repeatModeOf("track") : "off";
    if (this.#engine.state.repeat !== repeat) this.#engine.setRepeat(repeat);
  }

  #fallSilent(): void {
    this.#holds = false;
    this.#engine.pause();
  }

  /** Another device, or the Web API, wants something of this one. */
  #execute(id: string, { command, state }: Taken): void {
    const { view, own } = this.client;
    if (!view || state.active !== own || this.#wasAsked(id)) {
      this.client.execOk(id);
      return;
    }
    const seconds = state.anchor.position_ms / 1000;
    switch (command.type) {
      case "play":
      case "next":
      case "previous":
        this.#place(view, seconds);
        break;
      case "transfer":
        if (!this.#holds)
          this.begin(view, { seconds: positionAt(state.anchor, this.client.clock.now() ?? state.anchor.at) / 1000, play: state.playing });
        else this.#setPlaying(state.playing);
        break;
      case "pause":
      case "resume":
        if (this.#holds && this.#engine.state.status !== "ended") this.#setPlaying(state.playing);
        else this.begin(view, { seconds, play: state.playing });
        break;
      case "seek":
        // What is meant may be over here by now.
        if (this.#holds) this.#place(view, seconds);
        break;
      // The queue and the devices say it all.
      case "shuffle":
      case "repeat":
      case "volume":
      case "speed":
      case "queue.add":
      case "queue.move":
      case "queue.remove":
      case "queue.clear":
      case "device.forget":
      default:
    }
    this.client.execOk(id);
  }

  /** A command of this page's own, which the engine has done already. */
  asked(id: string): string {
    this.#asked.add(id);
    return id;
  }

  #wasAsked(id: string): boolean {
    return this.#asked.delete(id);
  }

  #place(view: Parts, seconds: number): void {
    if (!this.#holds || !isCurrent(this.#engine, view)) {
      this.begin(view, { seconds, play: view.state.playing });
      return;
    }
    this.#engine.seek(seconds);
    this.#sync(view);
    this.#setPlaying(view.state.playing);
  }
}
