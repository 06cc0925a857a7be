import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bufferSpan, planRequest, windowBytes, windowEnd } from "./windows.ts";

describe("windows", () => {
  it("take a file of up to 8 MiB in one request after its head", () => {
    fc.assert(
      fc.property(fc.integer({ min: 40_000, max: windowBytes }), fc.integer({ min: 1, max: 39_999 }), (bytes, head) => {
        expect(windowEnd(head, bytes)).toBe(bytes);
      }),
    );
  });

  it("cover a longer file without a hole, and leave no crumb for a request of its own", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000_000 }), (bytes) => {
        let at = 0;
        while (at < bytes) {
          const end = windowEnd(at, bytes);
          expect(end).toBeGreaterThan(at);
          expect(end).toBeLessThanOrEqual(bytes);
          if (end < bytes) expect(bytes - end).toBeGreaterThan(1024 * 1024);
          at = end;
        }
      }),
    );
  });
});

describe("planning a request", () => {
  const wanted = { from: 100, until: 1000 };

  it("asks for nothing that is held", () => {
    expect(planRequest(wanted, 1000, Infinity, undefined, 50)).toEqual({ kind: "nothing" });
  });

  it("stops where bytes are held again", () => {
    expect(planRequest(wanted, 300, 700, undefined, 50)).toEqual({ kind: "start", from: 300, until: 700 });
  });

  it("waits for a request that will be there in a moment", () => {
    expect(planRequest(wanted, 300, Infinity, { position: 260, until: 900 }, 50)).toEqual({ kind: "keep" });
  });

  it.each([
    { position: 200, until: 900, why: "it is too far behind" },
    { position: 310, until: 900, why: "it has passed" },
    { position: 290, until: 300, why: "it ends before" },
  ])("asks anew when one is under way but $why", ({ position, until }) => {
    expect(planRequest(wanted, 300, Infinity, { position, until }, 50)).toEqual({ kind: "start", from: 300, until: 1000 });
  });
});

it("keeps every rendition below what a SourceBuffer holds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3000, max: 1_200_000 }), (bytesPerSecond) => {
      const { behind, ahead } = bufferSpan(bytesPerSecond);
      expect((behind + ahead) * bytesPerSecond).toBeLessThanOrEqual(9 * 1024 * 1024 + 1);
      expect(behind).toBeLessThanOrEqual(30);
    }),
  );
});
