/** Grants: asked for in batches, held until shortly before they expire, renewed when a door refuses them. */
import type { Grant, GrantsRequest, GrantsResponse } from "../../contracts/playback.ts";
import type { DeviceKind } from "../../domain/plan-table.ts";
import type { RefusalReason } from "../../domain/playability.ts";
import { backoff } from "./backoff.ts";
import { whenOnline } from "./network.ts";
import type { PlayerOptions } from "./types.ts";

export type GrantAnswer = { kind: "granted"; grant: Grant } | { kind: "refused"; reason: RefusalReason };

export type Prefetch = GrantsResponse["prefetch"];

/** A grant is renewed this long before it expires, so that a request under way never meets its end. */
const marginMilliseconds = 60_000;
/** A refusal is asked about again after this: a release may have come out, an account changed. */
const refusalMilliseconds = 30_000;
const timeoutMilliseconds = 10_000;
const batchSize = 50;

type Outcome = "answered" | "unauthorised" | "failed";
type Held = { answer: GrantAnswer; until: number };

export class Grants {
  readonly #session: (options: { renew: boolean }) => Promise<void>;
  readonly #headers: (() => Record<string, string>) | undefined;
  readonly #origin: string;
  #held = new Map<string, Held>();
  #asked = new Map<string, Promise<void>>();
  /** Counts listeners: what was answered to one is not for the next. */
  #listeners = 0;
  #stop = new AbortController();
  /** As the service last said; these are its defaults. */
  prefetch: Prefetch = { whole_next_at: 0.75, head_after_next_at: 0.9 };
  /** Told of each failed attempt (true) and of the success that ends them (false). */
  onTrouble: (trouble: boolean) => void = () => {};

  constructor({ session, headers }: Pick<PlayerOptions, "session" | "headers">, origin: string) {
    this.#session = session;
    this.#headers = headers;
    this.#origin = origin;
  }

  /** What is known now, without asking. */
  peek(trackId: string): GrantAnswer | undefined {
    const held = this.#held.get(trackId);
    return held && Date.now() < held.until ? held.answer : undefined;
  }

  /**
   * Goes on trying while the network fails.
   * @throws DOMException AbortError when the engine is destroyed
   */
  async get(trackId: string): Promise<GrantAnswer> {
    for (;;) {
      const answer = this.peek(trackId);
      if (answer) return answer;
      await (this.#asked.get(trackId) ?? this.#ask([trackId]));
      this.#stop.signal.throwIfAborted();
    }
  }

  /** Asks for those that are neither held nor asked for. */
  warm(trackIds: readonly string[]): void {
    const missing = [...new Set(trackIds)].filter((trackId) => !this.peek(trackId) && !this.#asked.has(trackId));
    for (let from = 0; from < missing.length; from += batchSize) void this.#ask(missing.slice(from, from + batchSize)).catch(() => {});
  }

  /** A door refused this grant: forget it, and get another. */
  renew(trackId: string): Promise<GrantAnswer> {
    this.#held.delete(trackId);
    return this.get(trackId);
  }

  /** Nothing that was granted or refused so far counts for whoever listens from now on. */
  forget(): void {
    this.#listeners++;
    this.#held.clear();
    this.#asked.clear();
  }

  destroy(): void {
    this.#stop.abort();
    this.#held.clear();
  }

  #ask(trackIds: string[]): Promise<void> {
    const asking = this.#untilAnswered(trackIds).finally(() => {
      for (const trackId of trackIds) if (this.#asked.get(trackId) === asking) this.#asked.delete(trackId);
    });
    for (const trackId of trackIds) this.#asked.set(trackId, asking);
    return asking;
  }

  async #untilAnswered(trackIds: string[]): Promise<void> {
    let renew = false;
    for (let attempt = 0; ; attempt++) {
      const outcome: Outcome = await this.#request(trackIds, renew).catch(() => "failed");
      this.#stop.signal.throwIfAborted();
      if (outcome === "answered") {
        if (attempt > 0) this.onTrouble(false);
        return;
      }
      // The first refusal of a session is answered with a fresh one at once.
      const wasRenewed = renew;
      renew = outcome === "unauthorised";
      if (renew && !wasRenewed) continue;
      this.onTrouble(true);
      await whenOnline(backoff(attempt, Math.random()), this.#stop.signal);
    }
  }

  async #request(trackIds: string[], renew: boolean): Promise<Outcome> {
    await this.#session({ renew });
    const listener = this.#listeners;
    const body: GrantsRequest = { track_ids: trackIds, device: { kind: deviceKind() } };
    const response = await fetch(`${this.#origin}/v1/playback/grants`, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.#headers?.() },
      credentials: this.#headers ? "omit" : "same-origin",
      body: JSON.stringify(body),
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeoutMilliseconds)]),
    });
    if (response.status === 401) return "unauthorised";
    if (!response.ok) return "failed";
    const answer = (await response.json()) as GrantsResponse;
    if (listener === this.#listeners) this.#hold(answer, response.headers.get("date"));
    return "answered";
  }

  /** @param date the service's clock, by which expiry is meant: the listener's may be wrong by hours */
  #hold(response: GrantsResponse, date: string | null): void {
    const now = Date.now();
    const lifetime = Date.parse(response.expires_at) - (date === null ? now : Date.parse(date));
    this.prefetch = response.prefetch;
    for (const entry of response.grants) {
      if ("refused" in entry) {
        this.#held.set(entry.track_id, { answer: { kind: "refused", reason: entry.refused.reason }, until: now + refusalMilliseconds });
      } else {
        // A lifetime shorter than the margin is still used for its first half.
        const until = now + Math.max(lifetime - marginMilliseconds, lifetime / 2);
        this.#held.set(entry.track_id, { answer: { kind: "granted", grant: entry }, until });
      }
    }
  }
}

/** A browser says little about what it runs on; what calls itself mobile is a telephone. */
function deviceKind(): DeviceKind {
  return /\bMobi/.test(navigator.userAgent) ? "smartphone" : "computer";
}
