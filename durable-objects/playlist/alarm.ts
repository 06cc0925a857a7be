/** The object's alarm: set for the next thing there is to see to, and left where an earlier one is set already. */
import type { Live } from "./live.ts";
import type { Outbox } from "./outbox.ts";

/** Tokens that expire close to one another are seen to together. */
const expiryStepMs = 15_000;

export class Alarm {
  readonly #context: Pick<DurableObjectState, "storage" | "waitUntil">;
  #at: number | undefined;

  constructor(context: Pick<DurableObjectState, "storage" | "waitUntil">) {
    this.#context = context;
  }

  /** It rang, or was deleted with everything else. */
  forget(): void {
    this.#at = undefined;
  }

  plan({ live, outbox }: { live: Live; outbox: Outbox }, now: number): void {
    const expiry = live.nextExpiry();
    const looks = [outbox.nextLook(now), expiry && Math.max(now + 1000, Math.ceil(expiry / expiryStepMs) * expiryStepMs)];
    const wanted = Math.min(...looks.map((look) => look ?? Number.POSITIVE_INFINITY));
    if (wanted === Number.POSITIVE_INFINITY || (this.#at !== undefined && this.#at > now && this.#at <= wanted)) return;
    this.#at = wanted;
    this.#context.waitUntil(this.#context.storage.setAlarm(wanted));
  }
}
