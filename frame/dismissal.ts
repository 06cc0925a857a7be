/** Closes on those whose token has expired or whose session was ended, before anything more is told to them or taken from them. */
import { within } from "./within.ts";

/** How often sockets are compared with the list of ended sessions, itself 25 seconds old at most, while something happens. */
const everyMs = 4000;
/** How long events wait for that list. What it says later is done later. */
const patienceMs = 1000;

/** Whoever is connected to an object. */
export type Audience = {
  readonly connections: { readonly length: number };
  closeExpired(now: number): void;
  closeRevoked(isRevoked: (session: string) => Promise<boolean>): Promise<void>;
};

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
  async run(audience: Audience | undefined, now: number, options: { always: boolean } = { always: false }): Promise<void> {
    if (!audience || audience.connections.length === 0 || (!options.always && now < this.#notBefore)) return;
    this.#notBefore = now + everyMs;
    audience.closeExpired(now);
    await this.#host.hold(async () => {
      try {
        await within(
          patienceMs,
          audience.closeRevoked((session) => this.#host.isRevoked(session, now)),
        );
      } catch {
        // The list is out of reach: tokens expire by themselves within minutes.
      }
    });
  }
}
