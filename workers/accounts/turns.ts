/**
 * Long work of many requests, one at a time in an isolate, with room for others in between.
 *
 * Nobody waits for another request's promise: whoever waits looks again and again whether it is their turn, and a request that was
 * cancelled is one that looks no more.
 */
import { ClientError } from "../../contracts/errors.ts";

export type TurnClock = { now(): number; pause(ms: number): Promise<void> };

export type Turns = {
  /** @param work synchronous @throws ClientError `rate_limited` with Retry-After when too many wait */
  take<Result>(work: () => Result): Promise<Result>;
};

const lookEvery = 2;
/** Whoever has not looked for so long is gone, milliseconds: far longer than a turn, since nobody looks during one. */
const goneAfter = 1500;
const retryAfter = "2";

/** @param places how many may wait */
export function createTurns(places: number, clock: TurnClock): Turns {
  /** When each who waits looked last, by the order in which they came. */
  const waiting = new Map<number, number>();
  let [came, finished] = [0, 0];
  const forgetGone = (): void => {
    for (const [turn, looked] of waiting) if (clock.now() - looked > goneAfter) waiting.delete(turn);
  };
  /** Whether it is this one's turn, and others' requests had theirs since the last work was done. */
  const look = async (turn: number): Promise<boolean> => {
    const before = finished;
    await clock.pause(lookEvery);
    waiting.set(turn, clock.now());
    forgetGone();
    return before === finished && turn === Math.min(...waiting.keys());
  };
  return {
    async take(work) {
      forgetGone();
      if (waiting.size >= places) throw new ClientError("rate_limited", { headers: { "retry-after": retryAfter } });
      const turn = came++;
      waiting.set(turn, clock.now());
      while (!(await look(turn)));
      try {
        return work();
      } finally {
        waiting.delete(turn);
        finished += 1;
      }
    },
  };
}

/** Of all that takes its isolate for long: a tenth of a second a hash. No more than eight wait. */
export const heavyTurns = createTurns(8, { now: () => Date.now(), pause: (ms) => scheduler.wait(ms) });
