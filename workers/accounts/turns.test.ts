import { expect, test } from "vitest";
import { ClientError } from "../../contracts/errors.ts";
import { createTurns, type TurnClock } from "./turns.ts";

/** Time that passes in steps, and pauses that end when it does; work takes as much as it spends. */
function stepClock(): TurnClock & { step(ms: number): Promise<void>; spend(ms: number): void } {
  let [time, pauses]: [number, { until: number; end: () => void }[]] = [0, []];
  return {
    now: () => time,
    pause: (ms) => new Promise((end) => pauses.push({ until: time + ms, end })),
    spend(ms) {
      time += ms;
    },
    async step(ms) {
      time += ms;
      const due = pauses.filter(({ until }) => until <= time);
      pauses = pauses.filter(({ until }) => until > time);
      // Each is a request of its own: what one does is done before the next looks.
      for (const { end } of due) {
        end();
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    },
  };
}

/** A pause that never ends: a request that was cancelled. */
const cancelled: TurnClock["pause"] = () => new Promise(() => {});

test("work is done one piece a look, in the order in which it came", async () => {
  const clock = stepClock();
  const turns = createTurns({ places: 8, share: 8 }, clock);
  const done: number[] = [];
  const all = [1, 2, 3].map((piece) => turns.take(() => done.push(piece)));
  expect(done).toEqual([]);
  const seen: number[] = [];
  while (done.length < 3) {
    await clock.step(40);
    seen.push(done.length);
  }
  await Promise.all(all);
  expect(done).toEqual([1, 2, 3]);
  // All of them look at once, and yet between two pieces there is a pause, in which others' requests go on.
  expect(seen).toEqual([1, 2, 3]);
});

test.each([
  ["as long as the work took", 100, 100],
  ["no less than 40 ms", 0, 40],
  ["no more than 120 ms", 1000, 120],
])("between two pieces of work others have %s", async (_, takes, rests) => {
  const clock = stepClock();
  const turns = createTurns({ places: 8, share: 8 }, clock);
  const times: number[] = [];
  const work = () => {
    clock.spend(takes);
    times.push(clock.now());
  };
  const both = [turns.take(work), turns.take(work)];
  while (times.length < 2) await clock.step(2);
  await Promise.all(both);
  const [first = 0, second = 0] = times;
  expect(second - takes - first).toBeGreaterThanOrEqual(rests);
  expect(second - takes - first).toBeLessThanOrEqual(rests + 2);
});

test("more than can wait are told to come back", async () => {
  const clock = stepClock();
  const turns = createTurns({ places: 2, share: 2 }, clock);
  const waiting = [turns.take(() => "first"), turns.take(() => "second")];
  const refused: unknown = await turns.take(() => "third").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ClientError);
  expect(refused).toMatchObject({ code: "rate_limited", headers: { "retry-after": "2" } });
  for (let step = 0; step < 4; step++) await clock.step(40);
  expect(await Promise.all(waiting)).toEqual(["first", "second"]);
  const later = turns.take(() => "later");
  await clock.step(40);
  expect(await later).toBe("later");
});

test("nobody has more than their share of the places, and who is unknown shares none", async () => {
  const clock = stepClock();
  const turns = createTurns({ places: 8, share: 2 }, clock);
  const theirs = [1, 2, 3].map(() => turns.take(() => "theirs", "192.0.2.1").catch((error: unknown) => error));
  const others = [turns.take(() => "other", "192.0.2.2"), turns.take(() => "a"), turns.take(() => "b"), turns.take(() => "c")];
  for (let step = 0; step < 10; step++) await clock.step(40);
  const [first, second, third] = await Promise.all(theirs);
  expect([first, second, third]).toMatchObject(["theirs", "theirs", { code: "rate_limited", headers: { "retry-after": "2" } }]);
  expect(await Promise.all(others)).toEqual(["other", "a", "b", "c"]);
  const again = turns.take(() => "again", "192.0.2.1");
  await clock.step(40);
  expect(await again).toBe("again");
});

test("those who are gone hold nobody up, and take no place", async () => {
  const clock = stepClock();
  let gone = true;
  const turns = createTurns({ places: 2, share: 2 }, { now: () => clock.now(), pause: (ms) => (gone ? cancelled(ms) : clock.pause(ms)) });
  void turns.take(() => "never");
  gone = false;
  const next = turns.take(() => "next");
  await clock.step(2);
  await clock.step(1500);
  await clock.step(2);
  expect(await next).toBe("next");
  const others = [turns.take(() => 1), turns.take(() => 2)];
  for (let step = 0; step < 4; step++) await clock.step(40);
  expect(await Promise.all(others)).toEqual([1, 2]);
});

test("work that fails gives its turn up", async () => {
  const clock = stepClock();
  const turns = createTurns({ places: 2, share: 2 }, clock);
  const failing = turns.take(() => {
    throw new Error("broken");
  });
  const failure = expect(failing).rejects.toThrow("broken");
  const next = turns.take(() => "next");
  for (let step = 0; step < 4; step++) await clock.step(40);
  await failure;
  expect(await next).toBe("next");
});

test("work that follows on work waits for requests under way, but not for long", async () => {
  const clock = stepClock();
  await clock.step(10_000);
  const turns = createTurns({ places: 8, share: 8 }, clock);
  const done: string[] = [];
  const leave = turns.enter();
  const [first, second, third] = ["first", "second", "third"].map(async (piece) => {
    const leaveOwn = turns.enter();
    await turns.take(() => done.push(piece));
    leaveOwn();
  });
  await clock.step(2);
  await first;
  for (let step = 0; step < 20; step++) await clock.step(2);
  expect(done).toEqual(["first"]);
  leave();
  await clock.step(2);
  await second;
  expect(done).toEqual(["first", "second"]);
  turns.enter();
  await clock.step(240);
  expect(done).toEqual(["first", "second"]);
  for (let step = 0; step < 10; step++) await clock.step(2);
  await third;
  expect(done).toEqual(["first", "second", "third"]);
});
