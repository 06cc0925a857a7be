/** Keeps the state of a session, a listener's or a jam: what changes it is stored, and only then to be told. */
import type { CommandAnswer, SessionCommand } from "../../contracts/connect-session.ts";
import type { Handled, Hub, Incoming, Outgoing } from "../../domain/connect/hub.ts";
import { hashOf } from "../../frame/secret.ts";
import { wholeContext, type FindTracks } from "./context-tracks.ts";
import type { SessionRules } from "./rules.ts";
import type { KeptAddress, SessionStore } from "./store.ts";

export type KeeperHost<State extends Hub> = {
  rules: SessionRules<State>;
  store: SessionStore<State>;
  findTracks: FindTracks;
  /** Milliseconds since 1970. */ now(): number;
};

type Carried = { answer: CommandAnswer; outgoing: Outgoing[] };

export class Keeper<State extends Hub> {
  readonly #host: KeeperHost<State>;
  #hub: State;

  constructor(host: KeeperHost<State>) {
    this.#host = host;
    this.#hub = host.store.load() ?? host.rules.empty;
  }

  get state(): State {
    return this.#hub;
  }

  /** By other ways than messages. */
  change(state: State): void {
    if (state !== this.#hub) this.#host.store.save(state, this.#host.now());
    this.#hub = state;
  }

  /** Nothing is stored any more. */
  forget(): void {
    this.#host.store.reset();
    this.#hub = this.#host.rules.empty;
  }

  /** @param asked to be remembered unless it is refused @param kept to be stored with a session that changes */
  handle(incoming: Incoming, { asked, kept }: { asked?: { id: string; wish: string }; kept?: KeptAddress } = {}): Omit<Handled, "hub"> {
    const now = this.#host.now();
    const handled = this.#host.rules.handle(this.#hub, incoming, now);
    const { hub, refusal } = handled;
    const changed = hub.session === this.#hub.session ? undefined : hub;
    if (asked && !refusal) this.#host.store.saveDone(changed, { ...asked, revision: hub.session.revision }, now);
    else if (changed) this.#host.store.save(changed, now, kept);
    this.#hub = hub;
    return handled;
  }

  /** Once, however often it is asked. @param device that asks; null: the Web API does */
  async carryOut({ id, command, conditions, target, viewer }: SessionCommand, device: string | null): Promise<Carried> {
    const { account } = viewer.asker;
    const asked = { id: this.#host.rules.keyOf(account, id), wish: await hashOf(JSON.stringify([command, conditions, target ?? null])) };
    const known = this.#host.store.done(asked.id);
    if (known && known.wish !== null && known.wish !== asked.wish) return restricted("That id is another command's.");
    if (known) return { answer: { ok: true, revision: known.revision }, outgoing: [] };
    if (!viewer.controls) return restricted("The token does not cover commands.");
    const found = await this.#host.findTracks(viewer.terms.shuffleOnly ? wholeContext(command) : command, viewer.asker, id);
    if (!found.ok) return { answer: found, outgoing: [] };
    const named = {
      id,
      command: found.command,
      conditions,
      device,
      account,
      uris: found.uris,
      terms: viewer.terms,
      // Of ids that one makes up one could choose the order.
      ...(viewer.terms.shuffleOnly && { seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 }),
      ...(target !== undefined && { target }),
    };
    const { refusal, outgoing } = this.handle({ type: "command", ...named }, { asked });
    return { answer: refusal ? { ok: false, ...refusal } : { ok: true, revision: this.#hub.session.revision }, outgoing };
  }

  /** Devices are gone, all in one write. */
  lose(devices: readonly string[]): Outgoing[] {
    const now = this.#host.now();
    const outgoing: Outgoing[] = [];
    let hub = this.#hub;
    for (const device of devices) {
      const handled = this.#host.rules.handle(hub, { type: "gone", device }, now);
      outgoing.push(...handled.outgoing);
      hub = handled.hub;
    }
    if (hub.session !== this.#hub.session) this.#host.store.save(hub, now);
    this.#hub = hub;
    return outgoing;
  }
}

function restricted(message: string): Carried {
  return { answer: { ok: false, code: "RESTRICTED", message }, outgoing: [] };
}
