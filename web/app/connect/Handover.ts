/** How the music comes to this page from another device, or goes to one: both agree on a moment of the server's clock. */
import { positionAt } from "../../../domain/connect/anchor.ts";
import type { Parts } from "../../../domain/connect/hub.ts";
import type { ConnectClient, ConnectClientNeeds } from "./ConnectClient.ts";
import type { SessionEngine } from "./sessionEngine.ts";

type Offer = Parameters<ConnectClientNeeds["onOffer"]>[0];
type Commit = Parameters<ConnectClientNeeds["onCommit"]>[0];

export type HandoverNeeds = {
  client: ConnectClient;
  engine: SessionEngine;
  /** Browsers let a page sound only after a gesture. */
  maySound: () => boolean;
  /** Somebody wants to hear something here, and the browser wants a press first. */
  onSilenced: () => void;
  /** The engine gets what is current, and is silent. */
  getReady: (parts: Parts, seconds: number) => void;
};

/** From one device to the next nobody hears two at once: the new one begins so much later than the old one ends, milliseconds. */
const breathMs = 50;
/** The device that the music leaves says once more where exactly it is, which has to come before the other is ready, milliseconds. */
const reportMs = 150;
/** What has to be at hand of a track before it is taken over, seconds. */
const atHand = 3;

export class Handover {
  readonly #needs: HandoverNeeds;
  #commit: Commit | undefined;
  #sampledFor: string | undefined;

  constructor(needs: HandoverNeeds) {
    this.#needs = needs;
  }

  /** Whether a moment was agreed on of which the session's state does not tell yet. */
  get isAgreed(): boolean {
    return this.#commit !== undefined;
  }

  agree(commit: Commit): void {
    this.#commit = commit;
  }

  forget(): void {
    this.#commit = undefined;
  }

  follow({ state: { transfer } }: Parts): void {
    if (!transfer || this.#sampledFor === transfer.id) return;
    // Both have to agree on the moment.
    this.#sampledFor = transfer.id;
    this.#needs.client.clock.sample();
  }

  /** The music moves here: what it begins with is got, and then said to be at hand. */
  async prepare({ transfer, state }: Offer): Promise<void> {
    const { client, engine, maySound, onSilenced, getReady } = this.#needs;
    const { view } = client;
    if (!view) return;
    if (state.playing && !maySound()) {
      client.execFail(transfer, "RESTRICTED", "The browser wants a press before this page sounds.");
      onSilenced();
      return;
    }
    getReady(view, positionAt(state.anchor, client.clock.now() ?? state.anchor.at) / 1000);
    const told = new Promise((resolve) => setTimeout(resolve, reportMs));
    const isReady = (await engine.ready()) && (await isAtHand(engine));
    await told;
    // Somebody may have thought better of it meanwhile.
    if (client.view?.state.transfer?.id !== transfer) return;
    if (isReady) client.ready(transfer);
    else client.execFail(transfer, "RESTRICTED", "The track can't be played here.");
  }

  /**
   * Both devices know the moment: this one falls silent then, or begins.
   * @returns whether it has the playback now, and from when on by the page's clock; undefined: nothing was agreed on
   */
  meet({ state }: Parts): { holds: boolean; at: number } | undefined {
    const { client, engine } = this.#needs;
    if (!this.#commit || state.epoch < this.#commit.epoch) return undefined;
    const { to, at: moment, position_ms: position } = this.#commit;
    this.#commit = undefined;
    const at = client.clock.localTime(moment);
    const holds = to === client.own;
    if (!holds) engine.stopAt(at);
    else if (state.playing) engine.startAt((position + breathMs) / 1000, at + breathMs);
    else engine.seek(position / 1000);
    return { holds, at };
  }
}

function isAtHand(engine: SessionEngine): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const look = () => {
    const { bufferedUntil, duration, status } = engine.state;
    if (status !== "paused") resolve(false);
    else if (bufferedUntil >= Math.min(engine.position() + atHand, duration - 1)) resolve(true);
  };
  const off = engine.on("state", look);
  look();
  return promise.finally(off);
}
