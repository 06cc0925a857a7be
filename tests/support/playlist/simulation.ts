/**
 * Several people edit one playlist over a bad network: messages are late, come twice and out of order, connections break and resume.
 * In the end everybody has the same, and it is what the model says.
 */
import { applyChange, playlistOf, snapshotOf } from "../../../domain/playlist/playlist.ts";
import { Replica } from "../../../domain/playlist/replica.ts";
import type { ConfirmedChange, Operation, PlaylistSnapshot } from "../../../domain/playlist/schema.ts";
import { PlaylistModel } from "./model.ts";
import { emptySnapshot, randomId, randomOperation } from "./operations.ts";
import { randomOf, type Random } from "./random.ts";
import { Sequencer } from "./sequencer.ts";

type ToServer = { type: "hello"; since: number } | { type: "op"; id: string; operation: Operation; at: number };
type ToClient =
  | { type: "changes"; changes: ConfirmedChange[] }
  | { type: "snapshot"; snapshot: PlaylistSnapshot }
  | { type: "ack"; id: string; revision: number }
  | { type: "nack"; id: string };

type Client = {
  name: string;
  replica: Replica;
  toServer: ToServer[];
  toClient: ToClient[];
  outcomes: Map<string, "pending" | "stored" | "refused">;
};

const people = 4;

export class Simulation {
  readonly #random: Random;
  readonly #sequencer = new Sequencer(emptySnapshot());
  readonly #model = new PlaylistModel(emptySnapshot());
  readonly #clients: Client[];
  #submitted = 0;
  #now = 1_800_000_000_000;

  constructor(seed: number) {
    this.#random = randomOf(seed);
    this.#clients = Array.from({ length: people }, (_, index) => ({
      name: `person-${index}`,
      replica: new Replica(emptySnapshot(), `person-${index}`),
      toServer: [],
      toClient: [],
      outcomes: new Map(),
    }));
  }

  /** @returns everything that is wrong in the end; nothing, it is to be hoped */
  run(operations: number): string[] {
    while (this.#submitted < operations) this.#step();
    for (let round = 0; round < 100 && !this.#isSettled(); round++) this.#settle();
    return this.#complaints();
  }

  #step(): void {
    const client = this.#random.pick(this.#clients);
    if (!client) return;
    const die = this.#random.below(100);
    if (die < 30) this.#submit(client);
    else if (die < 62) this.#deliverToServer(client);
    else if (die < 97) this.#deliverToClient(client);
    else this.#reconnect(client);
  }

  #submit(client: Client): void {
    this.#submitted += 1;
    this.#now += this.#random.below(1000);
    const operation = randomOperation(this.#random, client.replica.view);
    const id = randomId(this.#random);
    if (client.replica.submit(id, operation, this.#now)) return;
    client.outcomes.set(id, "pending");
    client.toServer.push({ type: "op", id, operation, at: this.#now });
  }

  /** Takes a message from a queue: mostly the first, now and then a later one, and sometimes it comes once more. */
  #take<Message>(queue: Message[], outOfOrder: number): Message | undefined {
    const index = this.#random.chance(outOfOrder) ? this.#random.below(queue.length) : 0;
    return this.#random.chance(0.1) ? queue[index] : queue.splice(index, 1)[0];
  }

  #deliverToServer(client: Client): void {
    const message = this.#take(client.toServer, 0.1);
    if (!message) return;
    if (message.type === "hello") this.#welcome(client, message.since);
    else this.#order(client, message);
  }

  #welcome(client: Client, since: number): void {
    if (this.#random.chance(0.3)) {
      client.toClient.push({ type: "snapshot", snapshot: this.#sequencer.version(this.#sequencer.playlist.revision) });
    } else client.toClient.push({ type: "changes", changes: this.#sequencer.since(since) });
  }

  #order(client: Client, { id, operation, at }: Extract<ToServer, { type: "op" }>): void {
    const result = this.#sequencer.submit(client.name, id, operation, at);
    if ("refusal" in result) {
      client.toClient.push({ type: "nack", id });
      return;
    }
    client.toClient.push({ type: "ack", id, revision: result.revision });
    if (!result.fresh) return;
    const { confirmed, undone } = result.fresh;
    this.#model.perform(operation, { by: client.name, at }, undone && { undone });
    for (const { toClient } of this.#clients) toClient.push({ type: "changes", changes: [confirmed] });
  }

  #deliverToClient(client: Client): void {
    const message = this.#take(client.toClient, 0.2);
    if (!message) return;
    const { name, replica, outcomes } = client;
    if (message.type === "changes") {
      replica.apply(...message.changes);
      for (const { by, op_id: id } of message.changes) if (by === name) outcomes.set(id, "stored");
    } else if (message.type === "snapshot") replica.reset(message.snapshot);
    else if (message.type === "ack") {
      replica.ack(message.id, message.revision);
      outcomes.set(message.id, "stored");
    } else if (replica.nack(message.id)) outcomes.set(message.id, "refused");
  }

  /** The connection breaks: what is on its way is lost. */
  #reconnect({ replica, toServer, toClient }: Client): void {
    toServer.length = 0;
    toClient.length = 0;
    toServer.push({ type: "hello", since: replica.revision });
    for (const { id, operation, at } of replica.unacknowledged) toServer.push({ type: "op", id, operation, at });
  }

  #settle(): void {
    for (const client of this.#clients) {
      if (!this.#isClientSettled(client)) this.#reconnect(client);
      while (client.toServer.length > 0) this.#deliverToServer(client);
    }
    for (const client of this.#clients) while (client.toClient.length > 0) this.#deliverToClient(client);
  }

  #isClientSettled({ replica }: Client): boolean {
    return replica.revision === this.#sequencer.playlist.revision && replica.unacknowledged.length === 0 && !replica.hasGap;
  }

  #isSettled(): boolean {
    return this.#clients.every((client) => client.toServer.length + client.toClient.length === 0 && this.#isClientSettled(client));
  }

  #complaints(): string[] {
    const truth = JSON.stringify({ details: this.#model.details, items: this.#model.items });
    const shown = ({ details, items }: PlaylistSnapshot) => JSON.stringify({ details, items });
    const head = this.#sequencer.version(this.#sequencer.playlist.revision);
    const uids = head.items.map(({ uid }) => uid);
    const complaints = this.#clients.flatMap(({ name, replica, outcomes }) => {
      const stored = [...outcomes].filter(([, outcome]) => outcome === "stored").map(([id]) => id);
      const times = stored.map((id) => this.#sequencer.log.filter((entry) => entry.op_id === id && entry.by === name).length);
      return [
        shown(replica.view) === truth ? "" : `${name} sees something else than the model`,
        times.every((count) => count === 1) ? "" : `${name} has an acknowledged operation that was not done exactly once`,
        [...outcomes.values()].includes("pending") ? `${name} was never told what became of an operation` : "",
      ];
    });
    if (shown(head) !== truth) complaints.push("the log leads to something else than the model");
    if (shown({ ...head, ...this.#sequencer.playlist, items: [...this.#sequencer.playlist.items.inOrder()] }) !== truth) {
      complaints.push("the state is not what its log leads to");
    }
    if (new Set(uids).size !== uids.length) complaints.push("an item is there twice");
    const lost = this.#versions().findIndex((version, revision) => !isSame(version, this.#model.versions[revision]));
    if (lost >= 0) complaints.push(`version ${lost} is something else than the model's`);
    return complaints.filter((complaint) => complaint !== "");
  }

  /** All versions, as the log leads to them. */
  #versions(): PlaylistSnapshot[] {
    const playlist = playlistOf(emptySnapshot());
    const versions = [snapshotOf(playlist)];
    for (const { change } of this.#sequencer.log) {
      applyChange(playlist, change);
      versions.push(snapshotOf(playlist));
    }
    return versions;
  }
}

/** Of versions in between, which item stands where; what an item is, is compared in the end. */
function isSame(one: PlaylistSnapshot, other: Pick<PlaylistSnapshot, "details" | "items"> | undefined): boolean {
  if (!other || one.items.length !== other.items.length) return false;
  return (
    JSON.stringify(one.details) === JSON.stringify(other.details) && one.items.every(({ uid }, index) => uid === other.items[index]?.uid)
  );
}
