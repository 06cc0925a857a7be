import fc from "fast-check";
import { expect, test } from "vitest";
import { countAttempt, type AttemptLimit } from "./attempts.ts";

const rules = fc.record({ limit: fc.integer({ min: 1, max: 8 }), windowMs: fc.integer({ min: 1, max: 1000 }) });
const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 });

/** Makes attempts with these pauses between them. @returns when which were allowed, and what the refused were told to wait */
function attempt(rule: AttemptLimit, between: readonly number[]) {
  let attempts: number[] = [];
  let now = 1_800_000_000_000;
  return between.map((pause) => {
    now += pause;
    const verdict = countAttempt(attempts, rule, now);
    const before = attempts;
    ({ attempts } = verdict);
    return { at: now, verdict, before };
  });
}

test("in no window are there more attempts than the limit", () => {
  fc.assert(
    fc.property(rules, pauses, (rule, between) => {
      const allowed = attempt(rule, between).flatMap(({ at, verdict }) => (verdict.allowed ? [at] : []));
      for (const start of allowed) {
        expect(allowed.filter((at) => at >= start && at < start + rule.windowMs).length).toBeLessThanOrEqual(rule.limit);
      }
    }),
  );
});

test("an attempt is refused only where the window is full, and is not counted then", () => {
  fc.assert(
    fc.property(rules, pauses, (rule, between) => {
      for (const { at, verdict, before } of attempt(rule, between)) {
        const recent = before.filter((earlier) => earlier > at - rule.windowMs);
        expect(verdict.allowed).toBe(recent.length < rule.limit);
        if (!verdict.allowed) expect(verdict.attempts).toEqual(recent);
      }
    }),
  );
});

test("whoever waits as long as they were told may try again, and a millisecond before they may not", () => {
  fc.assert(
    fc.property(rules, pauses, (rule, between) => {
      for (const { at, verdict } of attempt(rule, between)) {
        if (verdict.allowed) continue;
        expect(verdict.retryAfterMs).toBeGreaterThan(0);
        expect(countAttempt(verdict.attempts, rule, at + verdict.retryAfterMs).allowed).toBe(true);
        expect(countAttempt(verdict.attempts, rule, at + verdict.retryAfterMs - 1).allowed).toBe(false);
      }
    }),
  );
});
