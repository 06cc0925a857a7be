/** A playlist that several people edit at once, as this page has it: what it shows, what its listener does, who else is here. */
import { batch, signal, type ReadonlySignal } from "@preact/signals";
import type { ErrorCode } from "../../../../contracts/errors.ts";
import type { LiveClientMessage, LiveServerMessage, PresentPerson } from "../../../../contracts/playlist.ts";
import type { Unversioned } from "../../../../contracts/versioned.ts";
import type { Refusal } from "../../../../domain/playlist/perform.ts";
import { Replica } from "../../../../domain/playlist/replica.ts";
import type { Operation, PlaylistRole, PlaylistSnapshot } from "../../../../domain/playlist/schema.ts";
import { LiveSocket, type Link, type LiveSocketNeeds } from "../../api/liveSocket.ts";
import { newName } from "./operations.ts";
import type { KeptOperation, PendingStore } from "./pendingStore.ts";

/** Why something was not done: the service's word for it. */
export type Refused = { operation: Operation; code: ErrorCode; message: string };
export type Submitted = { refusal: Refusal; settled?: undefined } | { refusal?: undefined; settled: Promise<Refused | undefined> };

/** Why it does not come back: access was withdrawn, or there is no such playlist any more. */
type LostReason = "forbidden" | "ended";
const lost = { 4403: "forbidden", 4404: "ended" } as const satisfies Partial<Record<number, LostReason>>;

/** Without its envelope. */
type Outgoing = Unversioned<LiveClientMessage>;

type SocketNeeds = LiveSocketNeeds<LiveServerMessage, LostReason>;

export type LivePlaylistNeeds = Pick<SocketNeeds, "address" | "session" | "random" | "open" | "network"> & {
  /** Asked when a connection is refused: whether the playlist can be read at all. */
  isReadable: () => Promise<boolean>;
  storeFor: (account: string) => PendingStore;
  now: () => number;
  /** Something that was shown already is taken back. */
  onRefused: (refused: Refused) => void;
};

/** The service takes 20 a second, of which an undo, restore or replace is ten and a hello five (contracts/playlist.ts). */
const budgetPerSecond = 15;
const helloCost = 5;
/** Refusals that are about the moment, not about the operation: it is sent again. */
const momentary: ReadonlySet<ErrorCode> = new Set(["rate_limited", "overloaded"]);
const sendAgainAfter = 1500;
/** After so many characters of changes the service is told that they arrived, so that it does not take us for too slow. */
const seenEvery = 32_768;
/** Milliseconds between words about where somebody is. */
const presenceEvery = 600;
const nobody = "";

function costOf({ type }: Operation): number {
  return type === "undo" || type === "restore" || type === "replace" ? 10 : 1;
}

export class LivePlaylist {
  readonly #needs: LivePlaylistNeeds;
  readonly #socket: LiveSocket<LiveServerMessage, Outgoing, LostReason>;
  readonly #view = signal<PlaylistSnapshot | undefined>(undefined);
  readonly #role = signal<PlaylistRole | undefined>(undefined);
  readonly #you = signal<string | null | undefined>(undefined);
  readonly #people = signal<readonly PresentPerson[]>([]);
  readonly #link = signal<Link>("closed");
  readonly #lost = signal<LostReason | undefined>(undefined);
  readonly #waiting = signal(0);
  readonly #watchers = signal(0);
  readonly #outcomes = new Map<string, (refused: Refused | undefined) => void>();
  /** What a replica that was given up had on its way. */
  #carried: readonly KeptOperation[] = [];
  #replica: Replica | undefined;
  #store: PendingStore | undefined;
  /** What went out on this connection. */
  #sent = new Set<string>();
  #spent: { at: number; cost: number }[] = [];
  #sending: ReturnType<typeof setTimeout> | undefined;
  #isWelcome = false;
  /** Characters of changes that came since the service was last told. */
  #unseen = 0;
  #lastAt = 0;
  #at: string | null = null;
  #tellingWhere: ReturnType<typeof setTimeout> | undefined;

  constructor(needs: LivePlaylistNeeds) {
    this.#needs = needs;
    this.#socket = new LiveSocket({
      ...needs,
      lost,
      diagnose: async () => ((await needs.isReadable()) ? undefined : "forbidden"),
      onOpen: () => this.#sayHello(),
      onMessage: (message) => batch(() => this.#take(message)),
      onLink: (link) => batch(() => this.#changeLink(link)),
      onLost: (reason) => {
        this.#lost.value = reason;
      },
    });
  }

  /** What to show; undefined until the service has said it. */
  get view(): ReadonlySignal<PlaylistSnapshot | undefined> {
    return this.#view;
  }
  get role(): ReadonlySignal<PlaylistRole | undefined> {
    return this.#role;
  }
  /** The listener's account; null for a guest. */
  get you(): ReadonlySignal<string | null | undefined> {
    return this.#you;
  }
  /** Everybody who is here, the listener too. */
  get people(): ReadonlySignal<readonly PresentPerson[]> {
    return this.#people;
  }
  get watchers(): ReadonlySignal<number> {
    return this.#watchers;
  }
  get link(): ReadonlySignal<Link> {
    return this.#link;
  }
  get lost(): ReadonlySignal<LostReason | undefined> {
    return this.#lost;
  }
  /** How many operations the service has not confirmed. */
  get waiting(): ReadonlySignal<number> {
    return this.#waiting;
  }

  connect(): void {
    this.#lost.value = undefined;
    this.#socket.connect();
  }

  disconnect(): void {
    clearTimeout(this.#sending);
    clearTimeout(this.#tellingWhere);
    this.#at = null;
    this.#socket.close();
  }

  /** Shown at once, sent when there is a connection. @returns a refusal where it can't be done, or what becomes of it */
  submit(operation: Operation): Submitted {
    const replica = this.#replica;
    if (!replica) return { refusal: { code: "conflict", message: "Nothing is here yet." } };
    const kept: KeptOperation = { id: newName(), operation, at: this.#moment() };
    const refusal = replica.submit(kept.id, operation, kept.at);
    if (refusal) return { refusal };
    const settled = new Promise<Refused | undefined>((resolve) => this.#outcomes.set(kept.id, resolve));
    this.#store?.keep(kept);
    this.#show();
    this.#flush();
    return { settled };
  }

  /** Tells the others which item the listener is at. */
  look(at: string | null): void {
    if (at === this.#at) return;
    this.#at = at;
    this.#tellingWhere ??= setTimeout(() => {
      this.#tellingWhere = undefined;
      this.#socket.send({ type: "presence", at: this.#at });
    }, presenceEvery);
  }

  /** Each later than the one before, so that they are found in order. */
  #moment(): number {
    this.#lastAt = Math.max(this.#needs.now(), this.#lastAt + 1);
    return this.#lastAt;
  }

  #sayHello(): void {
    this.#isWelcome = false;
    this.#sent.clear();
    this.#spend(helloCost);
    this.#socket.send({ type: "hello", ...(this.#replica && { since: this.#replica.revision }) });
  }

  #changeLink(link: Link): void {
    this.#link.value = link;
    if (link === "open") return;
    this.#isWelcome = false;
    this.#people.value = [];
  }

  #take(message: LiveServerMessage): void {
    switch (message.type) {
      case "welcome":
        return this.#welcome(message);
      case "ack":
        this.#replica?.ack(message.id, message.revision);
        return this.#settle(message.id, undefined);
      case "nack":
        return this.#refuse(message);
      case "change":
        this.#apply(() => this.#replica?.apply(message));
        return this.#saySeen(JSON.stringify(message).length);
      case "snapshot":
        this.#apply(() => this.#replica?.reset(message.snapshot));
        return this.#saySeen(seenEvery);
      case "presence":
        this.#people.value = message.people;
        this.#watchers.value = message.watchers;
        return undefined;
      case "access":
        this.#role.value = message.role;
        return undefined;
      case "bye":
        return undefined;
      default:
        // A newer service may say more than this page understands.
        return message satisfies never;
    }
  }

  #saySeen(characters: number): void {
    this.#unseen += characters;
    if (this.#unseen < seenEvery || !this.#replica) return;
    this.#unseen = 0;
    this.#socket.send({ type: "seen", revision: this.#replica.revision });
  }

  #welcome(message: Extract<LiveServerMessage, { type: "welcome" }>): void {
    const { you, role } = message;
    const isKnown = this.#you.peek() === you && this.#replica !== undefined;
    [this.#you.value, this.#role.value] = [you, role];
    this.#isWelcome = true;
    if ("snapshot" in message) {
      const { snapshot } = message;
      if (isKnown) this.#apply(() => this.#replica?.reset(snapshot));
      else this.#begin(snapshot, you);
    } else this.#apply(() => this.#replica?.apply(...message.changes));
    this.#saySeen(seenEvery);
    if (this.#at !== null) this.#socket.send({ type: "presence", at: this.#at });
    this.#flush();
  }

  #begin(snapshot: PlaylistSnapshot, you: string | null): void {
    this.#replica = new Replica(snapshot, you ?? nobody);
    this.#store = you === null ? undefined : this.#needs.storeFor(you);
    this.#show();
    void this.#takeUp();
  }

  /** What was done before a reload, and perhaps never arrived. Sent under its old id, it is done once. */
  async #takeUp(): Promise<void> {
    const [replica, stored] = [this.#replica, (await this.#store?.load()) ?? []];
    if (!replica || replica !== this.#replica) return;
    const known = new Set(stored.map(({ id }) => id));
    const kept = [...stored, ...this.#carried.filter(({ id }) => !known.has(id))].toSorted((a, b) => a.at - b.at);
    this.#carried = [];
    for (const { id, operation, at } of kept) {
      if (replica.unacknowledged.some((pending) => pending.id === id)) continue;
      // Refused here is what arrived after all: its items are in the list.
      if (replica.submit(id, operation, at)) this.#store?.drop(id);
    }
    this.#show();
    this.#flush();
  }

  /** A change that does not fit means that this page and the service have drifted apart: all of it is asked for. */
  #apply(change: () => void): void {
    try {
      change();
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.#startOver();
      return;
    }
    this.#show();
    if (this.#replica?.hasGap && this.#isWelcome) this.#sayHello();
  }

  #startOver(): void {
    this.#carried = this.#replica?.unacknowledged ?? [];
    this.#replica = undefined;
    this.#isWelcome = false;
    this.#socket.send({ type: "hello" });
  }

  #refuse({ id, code, message }: Extract<LiveServerMessage, { type: "nack" }>): void {
    if (momentary.has(code)) {
      this.#sent.delete(id);
      clearTimeout(this.#sending);
      this.#sending = setTimeout(() => this.#flush(), sendAgainAfter);
      return;
    }
    const refused = this.#replica?.nack(id);
    if (!refused) return;
    this.#needs.onRefused({ operation: refused.operation, code, message });
    this.#settle(id, { operation: refused.operation, code, message });
  }

  #settle(id: string, refused: Refused | undefined): void {
    this.#store?.drop(id);
    this.#outcomes.get(id)?.(refused);
    this.#outcomes.delete(id);
    this.#show();
  }

  #show(): void {
    if (!this.#replica) return;
    this.#view.value = this.#replica.view;
    this.#waiting.value = this.#replica.unacknowledged.length;
  }

  /** Sends what waits, in order, no faster than the service takes it. */
  #flush(): void {
    clearTimeout(this.#sending);
    if (!this.#isWelcome || !this.#replica) return;
    for (const { id, operation } of this.#replica.unacknowledged) {
      if (this.#sent.has(id)) continue;
      if (this.#spentLately() + costOf(operation) > budgetPerSecond) {
        this.#sending = setTimeout(() => this.#flush(), 250);
        return;
      }
      if (!this.#socket.send({ type: "op", id, op: operation })) return;
      this.#sent.add(id);
      this.#spend(costOf(operation));
    }
  }

  #spend(cost: number): void {
    this.#spent.push({ at: this.#needs.now(), cost });
  }

  #spentLately(): number {
    const since = this.#needs.now() - 1000;
    this.#spent = this.#spent.filter(({ at }) => at > since);
    return this.#spent.reduce((sum, { cost }) => sum + cost, 0);
  }
}
