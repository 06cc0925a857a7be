/** A live connection to a playlist, or to a listener's session, which comes back by itself for as long as it is wanted. */
import { connectCloseCodes, connectPing, connectPong, connectVersion } from "../../../contracts/connect-limits.ts";
import { backoff } from "../../engine/backoff.ts";

/** `away`: it was lost and is being sought. */
export type Link = "connecting" | "open" | "away" | "closed";

/** `Lost`: reasons for which it does not come back. */
export type LiveSocketNeeds<Incoming, Lost extends string> = {
  address: string;
  /** Sees to it that the cookies are good. `renew`: the service refused them. */
  session: (options: { renew: boolean }) => Promise<void>;
  /** Codes of close frames after which it does not come back. */
  lost: Partial<Record<number, Lost>>;
  /** Asked when a connection is refused, which tells a page nothing: the reason why it will always be, if it will. */
  diagnose?: () => Promise<Lost | undefined>;
  random: () => number;
  open: (address: string) => WebSocket;
  /** Says `online` when there is a network again. */
  network: EventTarget;
  onOpen: () => void;
  /** @param characters as it was sent */
  onMessage: (message: Incoming, characters: number) => void;
  onLink: (link: Link) => void;
  onLost: (reason: Lost) => void;
};

/** A playlist's protocol has the same (contracts/playlist.ts). */
const version = connectVersion;
const { unauthorized } = connectCloseCodes;
/** Milliseconds. What is dead without a word, as after a change of networks, is found out by asking. */
const pingEvery = 25_000;
const pongWithin = 8_000;
/** Times as long a connection is left alone that was refused, not lost: there are only so many. */
const afterRefusal = 8;

/** @typeParam Outgoing messages without their version */
export class LiveSocket<Incoming, Outgoing extends object, Lost extends string> {
  readonly #needs: LiveSocketNeeds<Incoming, Lost>;
  #socket: WebSocket | undefined;
  #attempt = 0;
  /** Since it was open last. */
  #refusals = 0;
  #renew = false;
  #isWanted = false;
  #link: Link = "closed";
  #retry: ReturnType<typeof setTimeout> | undefined;
  #heart: ReturnType<typeof setTimeout> | undefined;

  constructor(needs: LiveSocketNeeds<Incoming, Lost>) {
    this.#needs = needs;
  }

  get isOpen(): boolean {
    return this.#link === "open";
  }

  connect(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#attempt = 0;
    this.#setLink("connecting");
    this.#needs.network.addEventListener("online", this.#tryNow);
    void this.#try();
  }

  /** @returns whether it went out */
  send(message: Outgoing): boolean {
    // One that is closing is not told of as closed yet; browsers complain of what is sent by it.
    if (this.#link !== "open" || !this.#socket || this.#socket.readyState >= WebSocket.CLOSING) return false;
    this.#socket.send(JSON.stringify({ v: version, ...message }));
    return true;
  }

  close(): void {
    this.#isWanted = false;
    this.#needs.network.removeEventListener("online", this.#tryNow);
    clearTimeout(this.#retry);
    this.#drop();
    this.#setLink("closed");
  }

  readonly #tryNow = (): void => {
    if (!this.#isWanted || this.#socket) return;
    clearTimeout(this.#retry);
    void this.#try();
  };

  async #try(): Promise<void> {
    try {
      await this.#needs.session({ renew: this.#renew });
      this.#renew = false;
    } catch {
      this.#seekLater();
      return;
    }
    if (this.#isWanted && !this.#socket) this.#open();
  }

  #open(): void {
    const socket = this.#needs.open(this.#needs.address);
    let wasOpen = false;
    this.#socket = socket;
    socket.addEventListener("open", () => {
      wasOpen = true;
      this.#refusals = 0;
      this.#setLink("open");
      this.#listenForLife();
      this.#needs.onOpen();
    });
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      this.#listenForLife();
      this.#attempt = 0;
      if (data !== connectPong) this.#needs.onMessage(JSON.parse(data) as Incoming, data.length);
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#closed(code, wasOpen);
    });
  }

  #closed(code: number, wasOpen: boolean): void {
    const reason = this.#needs.lost[code];
    if (reason) return this.#lose(reason);
    this.#renew = code === unauthorized || !wasOpen;
    if (code === unauthorized && this.#attempt === 0) {
      this.#attempt = 1;
      void this.#try();
      return;
    }
    if (wasOpen) this.#seekLater();
    else void this.#diagnose();
  }

  async #diagnose(): Promise<void> {
    const reason = await this.#needs.diagnose?.().catch(() => undefined);
    if (!this.#isWanted) return;
    // At first it looks the same when the service is away for a moment; then it is there, and refuses.
    if (reason === undefined) this.#seekLater(this.#refusals++ === 0 ? 1 : afterRefusal);
    else this.#lose(reason);
  }

  #lose(reason: Lost): void {
    this.close();
    this.#needs.onLost(reason);
  }

  #seekLater(times = 1): void {
    if (!this.#isWanted) return;
    this.#setLink("away");
    this.#retry = setTimeout(() => void this.#try(), times * backoff(this.#attempt++, this.#needs.random()));
  }

  #listenForLife(): void {
    clearTimeout(this.#heart);
    this.#heart = setTimeout(() => {
      this.#socket?.send(connectPing);
      this.#heart = setTimeout(() => {
        this.#drop();
        this.#seekLater();
      }, pongWithin);
    }, pingEvery);
  }

  #drop(): void {
    clearTimeout(this.#heart);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #setLink(link: Link): void {
    if (this.#link === link) return;
    this.#link = link;
    this.#needs.onLink(link);
  }
}
