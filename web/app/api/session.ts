/**
 * Who listens. Tokens travel in cookies that no script reads; what is known here is what the service says of their owner, and until
 * when the access cookie is good. One renewal is in flight, and it is good for every tab: they share the cookie and tell each other.
 */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Listener, SessionResponse } from "../../../contracts/accounts/session.ts";
import { errorOfResponse } from "./failure.ts";

const renewBefore = 60_000;

/** What tabs tell each other. `revision` counts what changed for a listener without being told in the session itself. */
export type TabMessage = { response: SessionResponse; revision: number };
export type Tabs = { tell: (message: TabMessage) => void; listen: (hear: (message: TabMessage) => void) => void };

export type Session = {
  /** undefined until the service has said it; null: a guest. */
  listener: ReadonlySignal<Listener | null | undefined>;
  plan: ReadonlySignal<SessionResponse["plan"] | undefined>;
  /** Changes with everything that decides what may be heard and what lists show; undefined until it is known. */
  audience: ReadonlySignal<string | undefined>;
  /** Sees to it that the access cookie is good. `renew`: it was refused. @throws RequestError */
  ensure(options?: { renew?: boolean }): Promise<void>;
  /** Takes over what a login answered. */
  adopt(response: SessionResponse): void;
  /** Something that decides what may be heard was changed, which the session itself does not tell. @throws RequestError */
  reconsider(): Promise<void>;
};

type Held = { response: SessionResponse; goodUntil: number };

/** @param now milliseconds, monotonic: a cookie's life does not depend on the wall clock being right */
export function createSession({ request, now, tabs }: { request: typeof fetch; now: () => number; tabs?: Tabs }): Session {
  const held = signal<Held | undefined>(undefined);
  const revision = signal(0);
  let pending: Promise<void> | undefined;
  /** Counts logins: a renewal that was asked for before one has written an older visitor's cookie. */
  let logins = 0;

  function hold(response: SessionResponse, askedAt: number): void {
    held.value = { response, goodUntil: askedAt + response.expires_in * 1000 - renewBefore };
  }

  function tell(): void {
    const response = held.peek()?.response;
    if (response) tabs?.tell({ response, revision: revision.peek() });
  }

  async function renew(): Promise<void> {
    const [askedAt, before] = [now(), logins];
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const response = await request("/accounts/v1/session", init);
    if (!response.ok) throw await errorOfResponse(response);
    const body = (await response.json()) as SessionResponse;
    if (before !== logins) return renew();
    hold(body, askedAt);
    tell();
  }

  function ensure({ renew: wasRefused = false } = {}): Promise<void> {
    if (pending) return pending;
    const current = held.peek();
    if (current && !wasRefused && now() < current.goodUntil) return Promise.resolve();
    const renewal = renew();
    const forget = () => {
      pending = undefined;
    };
    pending = renewal;
    renewal.then(forget, forget);
    return renewal;
  }

  function take(message: TabMessage): void {
    if (message.response.listener?.id !== held.peek()?.response.listener?.id) logins++;
    hold(message.response, now());
    revision.value = Math.max(revision.peek(), message.revision);
  }

  tabs?.listen(take);

  return {
    listener: computed(() => held.value?.response.listener),
    plan: computed(() => held.value?.response.plan),
    audience: computed(() => {
      const response = held.value?.response;
      return response && [response.listener?.id ?? "", response.plan, response.market, revision.value].join(" ");
    }),
    ensure,
    adopt(response) {
      logins++;
      hold(response, now());
      tell();
    },
    async reconsider() {
      await ensure({ renew: true });
      revision.value++;
      tell();
    },
  };
}

function openTabs(): Tabs {
  const channel = new BroadcastChannel("nearfield.session");
  return {
    // A channel has no target to name: it reaches this origin's pages and no others.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    tell: (message) => channel.postMessage(message),
    listen: (hear) => channel.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => hear(data)),
  };
}

export const session = createSession({
  request: (input, init) => fetch(input, init),
  now: () => performance.now(),
  ...("BroadcastChannel" in globalThis && { tabs: openTabs() }),
});
