import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeRefresh, refreshGrace } from "./refresh.ts";

const at = 1_800_000_000_000;

test("the current token rotates whenever it comes, the former one is answered again for half a minute", () => {
  const family = { generation: 5, rotatedAt: at };
  expect(judgeRefresh(5, family, at + 1e9)).toBe("rotate");
  expect(judgeRefresh(4, family, at + refreshGrace)).toBe("repeat");
  expect(judgeRefresh(4, family, at + refreshGrace + 1)).toBe("reused");
  expect(judgeRefresh(3, family, at)).toBe("reused");
  expect(judgeRefresh(6, family, at)).toBe("unknown");
});

test("at no time are two generations answered with different successors", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(60_000), fc.nat(21), (generation, after, presented) => {
      const verdict = judgeRefresh(presented, { generation, rotatedAt: at }, at + after);
      const given = verdict === "rotate" ? presented + 1 : verdict === "repeat" ? generation : undefined;
      // The answer to a token is always its own successor.
      expect(given === undefined || given === presented + 1).toBe(true);
    }),
  );
});
