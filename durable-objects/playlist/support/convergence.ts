/** Several people edit one real playlist: connections break and resume, messages come twice, the object is evicted under them. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { valueOf } from "../../../contracts/playlist-object.ts";
import type { LiveServerMessage } from "../../../contracts/playlist.ts";
import { decodeChange } from "../../../domain/playlist/encoding.ts";
import { Replica } from "../../../domain/playlist/replica.ts";
import type { Operation, PlaylistSnapshot } from "../../../domain/playlist/schema.ts";
import { PlaylistModel } from "../../../tests/support/playlist/model.ts";
import { emptySnapshot, randomId, randomOperation } from "../../../tests/support/playlist/operations.ts";
import { randomOf, type Random } from "../../../tests/support/playlist/random.ts";
import { account, admit, makePlaylist, owner, type Stub } from "./playlists.ts";
import { Watcher } from "./watcher.ts";

type Person = { id: string; replica: Replica; watcher: Watcher | undefined; stored: Set<string> };
type LogRow = { revision: number; op_id: string; author: string; at: number; undoes: number | null; change: string };

const others = ["bob", "eve", "joe"].map(account);

export class ObjectSimulation {
  readonly #random: Random;
  readonly #operations = new Map<string, Operation>();
  #stub: Stub;
  #people: Person[] = [];

  private constructor(stub: Stub, random: Random) {
    this.#stub = stub;
    this.#random = random;
  }

  static async begin(seed: number): Promise<ObjectSimulation> {
    const { stub } = await makePlaylist({ name: emptySnapshot().details.name });
    for (const other of others) await admit(stub, other, "editor");
    const simulation = new ObjectSimulation(stub, randomOf(seed));
    simulation.#people = [owner, ...others].map((id) => ({
      id,
      replica: new Replica(emptySnapshot(), id),
      watcher: undefined,
      stored: new Set(),
    }));
    return simulation;
  }

  /** @returns everything that is wrong in the end */
  async run(operations: number): Promise<string[]> {
    for (let count = 0; count < operations; count++) await this.#step();
    for (const person of this.#people) await this.#catchUp(person);
    const complaints = await this.#complaints();
    for (const person of this.#people) leave(person);
    return complaints;
  }

  async #step(): Promise<void> {
    const person = this.#random.pick(this.#people);
    if (!person) return;
    if (this.#random.chance(0.03)) await this.#evict();
    if (this.#random.chance(0.05)) leave(person);
    if (!person.watcher || person.watcher.closed) await this.#connect(person);
    this.#hear(person);
    const operation = randomOperation(this.#random, person.replica.view);
    const id = randomId(this.#random);
    if (person.replica.submit(id, operation, Date.now())) return;
    this.#operations.set(id, operation);
    if (this.#random.chance(0.3)) await this.#ask(person, id, operation);
    if (this.#random.chance(0.8)) {
      person.watcher?.do(id, operation);
      // Now and then somebody waits for the answer; else they go on with what they know.
      if (this.#random.chance(0.4)) await this.#waitFor(person, id);
    }
  }

  async #waitFor(person: Person, id: string): Promise<void> {
    let isAnswered = false;
    while (person.watcher && !person.watcher.closed && !isAnswered) {
      await person.watcher.arrival();
      isAnswered = person.watcher.messages.some((message) => (message.type === "ack" || message.type === "nack") && message.id === id);
      this.#hear(person);
    }
  }

  /** Sockets sleep, or break. */
  async #evict(): Promise<void> {
    const webSockets = this.#random.chance(0.5) ? "close" : "hibernate";
    // Only what runs can be evicted.
    await this.#stub.access(owner);
    await evictDurableObject(this.#stub, { webSockets });
    if (webSockets === "close") for (const person of this.#people) person.watcher = undefined;
  }

  async #ask({ id: by, replica, stored }: Person, id: string, operation: Operation): Promise<void> {
    const answer = await this.#stub.edit(by, id, operation);
    if (answer.ok) {
      replica.ack(id, answer.value.revision);
      stored.add(id);
    } else replica.nack(id);
  }

  async #connect(person: Person): Promise<void> {
    const watcher = await Watcher.connect(this.#stub, { id: person.id, session: crypto.randomUUID() });
    if (typeof watcher === "number") throw new Error(`refused with ${watcher}`);
    person.watcher = watcher;
    const since = this.#random.chance(0.8) ? { since: person.replica.revision } : {};
    watcher.say({ v: 1, type: "hello", ...since });
    const welcome = await watcher.next("welcome");
    watcher.say({ v: 1, type: "seen", revision: welcome.revision });
    this.#take(person, welcome);
    for (const { id, operation } of person.replica.unacknowledged) watcher.do(id, operation);
  }

  #hear(person: Person): void {
    for (const message of person.watcher?.messages.splice(0) ?? []) this.#take(person, message);
  }

  #take({ id: me, replica, stored }: Person, message: LiveServerMessage): void {
    if (message.type === "welcome" && "changes" in message) replica.apply(...message.changes);
    else if (message.type === "welcome" || message.type === "snapshot") replica.reset(message.snapshot);
    else if (message.type === "change") {
      replica.apply(message);
      if (message.by === me) stored.add(message.op_id);
    } else if (message.type === "ack") {
      replica.ack(message.id, message.revision);
      stored.add(message.id);
    } else if (message.type === "nack" && message.code !== "rate_limited") replica.nack(message.id);
  }

  /** By whatever way, until nothing is on its way any more. */
  async #catchUp(person: Person): Promise<void> {
    for (const { id, operation } of person.replica.unacknowledged) await this.#ask(person, id, operation);
    leave(person);
    await this.#connect(person);
  }

  async #complaints(): Promise<string[]> {
    const { items, head } = valueOf(await this.#stub.items(owner, { offset: 0, limit: 10_000 }));
    const { name, description, public: isPublic, collaborative, image } = head;
    const truth = JSON.stringify({ details: { name, description, public: isPublic, collaborative, image }, items });
    const shown = ({ details, items: those }: Pick<PlaylistSnapshot, "details" | "items">) => JSON.stringify({ details, items: those });
    const log = await runInDurableObject(this.#stub, (_, { storage }) =>
      storage.sql.exec<LogRow>("SELECT * FROM log ORDER BY revision").toArray(),
    );
    // Those that connected first have not heard of what was done by those that caught up later.
    for (const person of this.#people) {
      while (person.replica.revision < head.revision) this.#take(person, await nextOf(person));
    }
    const complaints = this.#people.map(({ id, replica, stored }) => {
      if (shown(replica.view) !== truth) return `${id} sees something else than the object`;
      const lost = [...stored].filter(
        (operation) => log.filter(({ op_id: logged, author }) => logged === operation && author === id).length !== 1,
      );
      return lost.length > 0 ? `${lost.length} acknowledged operations of ${id} were not done exactly once` : "";
    });
    if (shown(this.#modelOf(log)) !== truth) complaints.push("the object has something else than the model");
    return complaints.filter((complaint) => complaint !== "");
  }

  #modelOf(log: readonly LogRow[]): PlaylistModel {
    const model = new PlaylistModel(emptySnapshot());
    for (const { op_id: id, author: by, at, undoes } of log) {
      const operation = this.#operations.get(id);
      if (!operation) throw new Error(`nobody asked for ${id}`);
      const undone = log[(undoes ?? 0) - 1];
      model.perform(operation, { by, at }, { itemsOnly: by !== owner, ...(undone && { undone: decodeChange(undone.change) }) });
    }
    return model;
  }
}

function leave(person: Person): void {
  if (!person.watcher?.closed) person.watcher?.leave();
  person.watcher = undefined;
}

async function nextOf({ watcher }: Person): Promise<LiveServerMessage> {
  if (!watcher) throw new Error("nobody is connected");
  return watcher.next("change");
}
