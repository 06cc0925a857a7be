/** Closes on those whose token has expired or whose session was ended, before anything more is told to them or taken from them. */
import type { Live } from "./live.ts";
import { within } from "../../frame/within.ts";

/** How often sockets are compared with the list of ended sessions, itself 25 seconds old at most, while something happens. */
const everyMs = 4000;
/** How long events wait for that list. What it says later is done later. */
const patienceMs = 1000;

export type DismissalHost = {
  isRevoked(session: string, now: number): Promise<boolean>;
  /** Has events wait meanwhile, in their order. */
  hold(work: () => Promise<void>): Promise<void>;
};

export class Dismissal {
  readonly #host: DismissalHost;
  #notBefore = 0;

  constructor(host: DismissalHost) {
    this.#host = host;
  }

  /** @param options `always`: also when that was done a moment ago */
  async run(live: Live | undefined, now: number, options: { always: boolean } = { always: false }): Promise<void> {
    if (!live || live.connections.length === 0 || (!options.always && now < this.#notBefore)) return;
    this.#notBefore = now + everyMs;
    live.closeExpired(now);
    await this.#host.hold(async () => {
      try {
        await within(
          patienceMs,
          live.closeRevoked((session) => this.#host.isRevoked(session, now)),
        );
      } catch {
        // The list is out of reach: tokens expire by themselves within minutes.
      }
    });
  }
}
