/**
 * Long work of many requests, one at a time in an isolate, with room for others in between.
 *
 * Nobody waits for another request's promise: whoever waits looks again and again whether it is their turn, and a request that was
 * cancelled is one that looks no more.
 */
import { ClientError } from "../../contracts/errors.ts";

export type TurnClock = { now(): number; pause(ms: number): Promise<void> };

export type Turns = {
  /**
   * @param work synchronous
   * @param of who it is for, where that is known: they have a share of the places
   * @throws ClientError `rate_limited` with Retry-After when too many wait, or too many of theirs
   */
  take: <Result>(work: () => Result, of?: string) => Promise<Result>;
  /**
   * A request begins: work that could follow on work waits for it a little, so that it meets one piece at most on its way.
   * @returns what to call when it ends
   */
  enter(): () => void;
};

const lookEvery = 2;
/** Whoever has not looked for so long is gone, milliseconds: far longer than a turn, since nobody looks during one. */
const goneAfter = 1500;
const retryAfter = "2";
/** How long work waits at most for requests that are under way, milliseconds: several of them need less. */
const patience = 250;
/** A request that began so long ago is not waited for: it is slow by itself, or was cancelled. */
const longestWay = 1000;
/**
 * Between two pieces of work lies about as much time as the first one took, milliseconds: where several Workers share a thread (on one
 * machine), requests of the others go on meanwhile, however many steps they have in it.
 */
const [shortestRest, longestRest] = [40, 120];

/** @param share how many of the places may be one's */
export function createTurns({ places, share }: { places: number; share: number }, clock: TurnClock): Turns {
  /** When each who waits looked last, and who they are, by the order in which they came. */
  const waiting = new Map<number, { looked: number; of: string | undefined }>();
  const underWay = new Map<number, number>();
  let [came, finished, finishedAt, restUntil] = [0, 0, 0, 0];
  const forgetGone = (): void => {
    for (const [turn, { looked }] of waiting) if (clock.now() - looked > goneAfter) waiting.delete(turn);
  };
  /** Requests under way that wait for no turn. */
  const others = (): number => {
    for (const [request, began] of underWay) if (clock.now() - began > longestWay) underWay.delete(request);
    return underWay.size - waiting.size;
  };
  /** Whether it is this one's turn, and others' requests had theirs since the last work was done. */
  const look = async (turn: number, of: string | undefined): Promise<boolean> => {
    const before = finished;
    await clock.pause(lookEvery);
    waiting.set(turn, { looked: clock.now(), of });
    forgetGone();
    if (before !== finished || turn !== Math.min(...waiting.keys()) || clock.now() < restUntil) return false;
    return others() <= 0 || clock.now() - finishedAt > patience;
  };
  return {
    async take(work, of) {
      forgetGone();
      const theirs = of === undefined ? 0 : [...waiting.values()].filter((one) => one.of === of).length;
      if (waiting.size >= places || theirs >= share) throw new ClientError("rate_limited", { headers: { "retry-after": retryAfter } });
      const turn = came++;
      waiting.set(turn, { looked: clock.now(), of });
      while (!(await look(turn, of)));
      const began = clock.now();
      try {
        return work();
      } finally {
        waiting.delete(turn);
        finished += 1;
        finishedAt = clock.now();
        restUntil = finishedAt + Math.min(Math.max(finishedAt - began, shortestRest), longestRest);
      }
    },
    enter() {
      const request = came++;
      underWay.set(request, clock.now());
      return () => underWay.delete(request);
    },
  };
}

/** Of all that takes its isolate for long: a tenth of a second a hash. No more than eight wait, two of them from one network. */
export const heavyTurns = createTurns({ places: 8, share: 2 }, { now: () => Date.now(), pause: (ms) => scheduler.wait(ms) });
