import { DurableObject } from "cloudflare:workers";
import { countAttempt, type AttemptLimit } from "../../domain/attempts.ts";

const key = "attempts";

/** The attempts at one thing. An object a thing: it counts exactly, however many PoPs they come through. */
export class Limiter extends DurableObject {
  /** @returns milliseconds to wait; undefined when the attempt may be made, and was counted */
  async take(rule: AttemptLimit, now: number): Promise<number | undefined> {
    const verdict = countAttempt(this.ctx.storage.kv.get<number[]>(key) ?? [], rule, now);
    if (!verdict.allowed) return verdict.retryAfterMs;
    this.ctx.storage.kv.put(key, verdict.attempts);
    await this.ctx.storage.setAlarm(Date.now() + rule.windowMs);
    return undefined;
  }

  /** Takes back one attempt of that time. */
  async giveBack(at: number): Promise<void> {
    const attempts = this.ctx.storage.kv.get<number[]>(key) ?? [];
    const index = attempts.lastIndexOf(at);
    if (index >= 0) this.ctx.storage.kv.put(key, attempts.toSpliced(index, 1));
  }

  /** Whoever knew it was not guessing. */
  async forget(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
