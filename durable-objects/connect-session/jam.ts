import { connectSocketLimits } from "../../contracts/connect.ts";
import type { JamControls } from "../../domain/connect/schema.ts";
import type { JamObject, JamOffer } from "../../contracts/jam.ts";
import { ClientError } from "../../contracts/errors.ts";
import type { Answer } from "../../contracts/object-answer.ts";
import { createJam, ended, isIn, joined, noJam, parted, withControls, withLink } from "../../domain/connect/jam.ts";
import type { Jam as JamState, JamPerson, Loan } from "../../domain/connect/jam.ts";
import { announce, handleInJam, nextJamDeadline, partsSinceInJam } from "../../domain/connect/jam-hub.ts";
import { jamLimits } from "../../domain/connect/limits.ts";
import type { DeviceDescription } from "../../domain/connect/schema.ts";
import type { ListedDevice } from "../../domain/connect/session.ts";
import { answer } from "../../frame/object-answer.ts";
import { hashOf, randomText } from "../../frame/secret.ts";
import type { SessionRules } from "./rules.ts";
import { Shell, type Bindings } from "./shell.ts";

type Sessions = Bindings["CONNECT_SESSIONS"];

function rulesBy(sessions: Sessions): SessionRules<JamState> {
  return {
    empty: noJam,
    handle: handleInJam,
    partsSince: partsSinceInJam,
    nextDeadline: nextJamDeadline,
    mayStay: isIn,
    hasRoom: ({ asker }, others) =>
      others.filter((other) => other.asker.account === asker.account).length < connectSocketLimits.socketsOfPerson,
    keyOf: (account, commandId) => `${account} ${commandId}`,
    nameOf: ({ id }) => id,
    list: listed,
    redeem: (account, secretHash) => sessions.getByName(account).redeemTicket(secretHash),
  };
}

/** Devices choose their ids themselves: no account's can be taken for another's, and none is told to others. */
async function listed({ people }: JamState, account: string, device: DeviceDescription): Promise<ListedDevice> {
  const name = people.find((person) => person.account === account)?.name ?? device.name;
  return { ...device, id: await hashOf(`${account} ${device.id}`), name, account };
}

/** People who listen together, named by the jam's id. One that nobody made is over. */
export class Jam extends Shell<JamState> implements JamObject {
  constructor(context: DurableObjectState, env: Bindings) {
    super(context, env, () => rulesBy(env.CONNECT_SESSIONS));
  }

  async make(id: string, host: Omit<JamPerson, "since">, lent: Loan): Promise<Answer<{ secret: string; epoch: number | null }>> {
    const made = await this.#withNewSecret((link, now) => {
      const { state } = this.conductor;
      if (state.id === "") return createJam({ id, host, link, lent, now });
      if (state.host !== host.account) throw new ClientError("conflict");
      if (state.endedAt !== null) throw new ClientError("gone");
      return withLink(state, link, now);
    });
    return made.ok ? { ok: true, value: { secret: made.value, epoch: this.conductor.state.lentIn ?? null } } : made;
  }

  async offer(secret: string): Promise<Answer<JamOffer>> {
    const link = await hashOf(secret);
    return answer(() => {
      const { host, people, controls, session } = this.#leadingTo(link);
      const names = people.map(({ name }) => name);
      const hostName = people.find(({ account }) => account === host)?.name ?? "";
      return { host: hostName, people: names, controls, plays: session.queue.current?.uri ?? null };
    });
  }

  async join(secret: string, account: string, name: string): Promise<Answer<null>> {
    const link = await hashOf(secret);
    return this.#change((now) => {
      const jam = this.conductor.state;
      if (isIn(jam, account)) return jam;
      const next = joined(this.#leadingTo(link), account, name, now);
      if (!next) throw new ClientError("unprocessable", { message: `A jam has room for ${jamLimits.people}.` });
      return next;
    });
  }

  async part(account: string, person: string): Promise<Answer<null>> {
    return this.#change((now) => {
      if (account === person) return parted(this.#of(account), person, now);
      const jam = this.#hostedBy(account);
      return isIn(jam, person) ? withLink(parted(jam, person, now), null, now) : jam;
    });
  }

  async end(account: string): Promise<Answer<null>> {
    return this.#change((now) => ended(this.#hostedBy(account), now));
  }

  async setControls(account: string, controls: JamControls): Promise<Answer<null>> {
    return this.#change((now) => withControls(this.#hostedBy(account), controls, now));
  }

  async renewLink(account: string): Promise<Answer<string>> {
    return this.#withNewSecret((link, now) => withLink(this.#hostedBy(account), link, now));
  }

  async closeLink(account: string): Promise<Answer<null>> {
    return this.#change((now) => withLink(this.#hostedBy(account), null, now));
  }

  override async alarm(): Promise<void> {
    await super.alarm();
    const { endedAt, id } = this.conductor.state;
    if (id === "" || endedAt === null || Date.now() - endedAt < jamLimits.rememberedMs) return;
    await this.ctx.storage.deleteAll();
    this.conductor.forget();
  }

  /** @throws ClientError `not_found` */
  #leadingTo(link: string): JamState {
    const { state } = this.conductor;
    if (state.link !== link) throw new ClientError("not_found");
    return state;
  }

  /** @throws ClientError `not_found` */
  #of(account: string): JamState {
    const { state } = this.conductor;
    if (!isIn(state, account)) throw new ClientError("not_found");
    return state;
  }

  /** @throws ClientError `not_found` or `forbidden` */
  #hostedBy(account: string): JamState {
    const jam = this.#of(account);
    if (jam.host !== account) throw new ClientError("forbidden");
    return jam;
  }

  async #withNewSecret(change: (link: string, now: number) => JamState): Promise<Answer<string>> {
    const secret = randomText();
    const link = await hashOf(secret);
    const changed = await this.#change((now) => change(link, now));
    return changed.ok ? { ok: true, value: secret } : changed;
  }

  async #change(change: (now: number) => JamState): Promise<Answer<null>> {
    return this.inTurn(() =>
      answer(() => {
        const { state } = this.conductor;
        const next = change(Date.now());
        this.conductor.change(next, announce(state, next));
        return null;
      }),
    );
  }
}
