import fc from "fast-check";
import { expect, test } from "vitest";
import {
  clockRound,
  doubtOf,
  errorOf,
  newRound,
  nextQuestion,
  offsetOf,
  unknownClock,
  withGreeting,
  withSample,
  type ClockEstimate,
} from "./clock.ts";

/** A server that is ahead by so much. */
const ahead = 5000;
const asked = (estimate: ClockEstimate, sent: number, up: number, down: number) =>
  withSample(estimate, { sent, server: Math.floor(sent + up + ahead), received: sent + up + down });

test("the quickest way there and the quickest way back count, whichever answers they were of", () => {
  const slowBack = asked(unknownClock, 0, 5, 95);
  const slowThere = asked(slowBack, 200, 95, 5);
  expect(errorOf(slowBack, 100)).toBeGreaterThan(50);
  expect(errorOf(slowThere, 300)).toBeLessThan(6);
  expect(Math.abs((offsetOf(slowThere) ?? 0) - ahead)).toBeLessThan(1);
});

test("whatever the network and the drift do, the server's time lies within what is said of it", () => {
  const answers = fc.array(fc.tuple(fc.double({ min: 0, max: 60_000, noNaN: true }), fc.nat(2000), fc.nat(2000)), { minLength: 1 });
  fc.assert(
    fc.property(answers, fc.double({ min: -190e-6, max: 190e-6, noNaN: true }), (all, drift) => {
      const offsetAt = (local: number) => ahead + local * drift;
      let estimate = unknownClock;
      let local = 0;
      for (const [pause, up, down] of all) {
        const sent = local + pause;
        local = sent + up + down;
        estimate = withSample(estimate, { sent, server: Math.floor(sent + up + offsetAt(sent + up)), received: local });
        expect(Math.abs((offsetOf(estimate) ?? Number.NaN) - offsetAt(local))).toBeLessThanOrEqual(errorOf(estimate, local) + 1e-6);
        expect(errorOf(estimate, local)).toBeLessThanOrEqual((up + down + 1) / 2 + 1e-6);
      }
    }),
  );
});

test("a greeting is a first guess, and finds out a clock that stood still", () => {
  const greeted = withGreeting(unknownClock, { server: ahead, received: 20 });
  expect(offsetOf(greeted)).toBe(ahead - 20);
  const known = asked(greeted, 100, 5, 5);
  const slept = withGreeting(known, { server: ahead + 3_600_200, received: 200 });
  expect(offsetOf(slept)).toBe(ahead + 3_600_000);
  expect(offsetOf(withGreeting(known, { server: ahead + 190, received: 200 }))).toBe(offsetOf(known));
});

test("a round is short where answers are quick, and longer where they are not", () => {
  const round = (each: number) => {
    let estimate = withGreeting(unknownClock, { server: ahead, received: 1 });
    let count = 1;
    for (let sent = 10; ; sent += each + clockRound.everyMs) {
      estimate = asked(estimate, sent, each / 2, each / 2);
      if (nextQuestion(estimate) === undefined) return { count, estimate };
      expect(doubtOf(estimate, sent + each)).toBe(each < 30 ? 0 : errorOf(estimate, sent + each));
      count += 1;
    }
  };
  expect([round(10).count, round(300).count]).toEqual([clockRound.samples, clockRound.atMost]);
  expect(doubtOf(round(300).estimate, 60_000)).toBe(0);
  // What is sure stays so while the next round is on.
  expect(doubtOf(asked(newRound(round(10).estimate), 60_000, 100, 100), 60_200)).toBe(0);
});
