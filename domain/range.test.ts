import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentRangeOf, rangeOf, resolveRange, unsatisfiedRangeOf, type RangeResolution } from "./range.ts";

type Spec = { first: number; last: number } | { first: number } | { suffix: number };

function written(spec: Spec): string {
  if ("suffix" in spec) return `-${spec.suffix}`;
  return "last" in spec ? `${spec.first}-${spec.last}` : `${spec.first}-`;
}

/** The model: is this byte asked for, straight from the words of RFC 9110 §14.1.2. */
function asksFor(spec: Spec, byte: number, size: number): boolean {
  if ("suffix" in spec) return byte >= size - spec.suffix;
  return byte >= spec.first && (!("last" in spec) || byte <= spec.last);
}

function modelOf(specs: Spec[], size: number): RangeResolution {
  const bytes = Array.from({ length: size }, (_, byte) => byte).filter((byte) => specs.some((spec) => asksFor(spec, byte, size)));
  const [first] = bytes;
  if (first === undefined) return { kind: "unsatisfiable" };
  const isOneStretch = bytes.every((byte, index) => byte === first + index);
  return isOneStretch ? { kind: "part", range: { offset: first, length: bytes.length } } : { kind: "whole" };
}

const sizes = fc.integer({ min: 1, max: 40 });
const positions = fc.nat({ max: 45 });
const specs: fc.Arbitrary<Spec> = fc.oneof(
  fc.tuple(positions, positions).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
  positions.map((first) => ({ first })),
  positions.map((suffix) => ({ suffix })),
);
const units = fc.mixedCase(fc.constant("bytes"));
const blanks = fc.stringMatching(/^[ \t]{0,2}$/);
const commas = fc.tuple(blanks, fc.stringMatching(/^,(?:[ \t]*,){0,2}$/), blanks).map((parts) => parts.join(""));

describe("a range", () => {
  it("is the bytes that the RFC's words give, whatever its form, size and blanks", () => {
    fc.assert(
      fc.property(sizes, specs, units, blanks, blanks, (size, spec, unit, before, after) => {
        expect(resolveRange(`${unit}=${before}${written(spec)}${after}`, size)).toEqual(modelOf([spec], size));
      }),
      { numRuns: 2000 },
    );
  });

  it("in a list adds its bytes: one stretch is a part, scattered ones the whole", () => {
    fc.assert(
      fc.property(sizes, fc.array(specs, { minLength: 2, maxLength: 5 }), commas, (size, list, comma) => {
        expect(resolveRange(`bytes=${list.map(written).join(comma)}`, size)).toEqual(modelOf(list, size));
      }),
      { numRuns: 2000 },
    );
  });

  it("never leaves the representation and is never empty, whatever the header says", () => {
    const headers = fc.oneof(
      fc.string(),
      fc.string().map((text) => `bytes=${text}`),
      fc.stringMatching(/^bytes=[\d, -]{0,30}$/),
    );
    fc.assert(
      fc.property(headers, fc.nat({ max: 2 ** 40 }), (header, size) => {
        const resolution = resolveRange(header, size);
        if (resolution.kind !== "part") return;
        const { offset, length } = resolution.range;
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(length).toBeGreaterThan(0);
        expect(offset + length).toBeLessThanOrEqual(size);
      }),
      { numRuns: 3000 },
    );
  });

  it("asked for again as it was resolved gives the same bytes", () => {
    fc.assert(
      fc.property(sizes, specs, (size, spec) => {
        const resolution = resolveRange(`bytes=${written(spec)}`, size);
        if (resolution.kind === "part") expect(resolveRange(rangeOf(resolution.range), size)).toEqual(resolution);
      }),
    );
  });

  it.each([
    undefined,
    "",
    "bytes",
    "bytes=",
    "bytes=,",
    "bytes=-",
    "bytes=5-2",
    "bytes=0-1,5-2",
    "bytes=a-b",
    "bytes=0-1x",
    "bytes=0 - 1",
    "bytes =0-1",
    "bytes= 0-1, x",
    "bytes=--1",
    "bytes=+0-1",
    "bytes=0x0-1",
    "bytes=1.0-2",
    "bytes:0-1",
    "items=0-1",
    "seconds=1-2",
    "bytes=9007199254740993-9007199254740992",
    `bytes=${"0-0,".repeat(400)}`,
  ])("that is malformed, of another unit or too long is ignored: %s", (header) => {
    expect(resolveRange(header, 10)).toEqual({ kind: "whole" });
  });

  it.each([
    ["bytes=0-0", 0, 1],
    ["bytes=9-9", 9, 1],
    ["bytes=9-", 9, 1],
    ["bytes=0-", 0, 10],
    ["bytes=0-99999999999999999999999999", 0, 10],
    ["bytes=-1", 9, 1],
    ["bytes=-10", 0, 10],
    ["bytes=-11", 0, 10],
    ["bytes=000-0009", 0, 10],
    ["BYTES=2-3", 2, 2],
    ["bytes=0-3,4-6", 0, 7],
    ["bytes=4-6,0-3,99-", 0, 7],
  ])("of ten bytes: %s", (header, offset, length) => {
    expect(resolveRange(header, 10)).toEqual({ kind: "part", range: { offset, length } });
  });

  it.each(["bytes=10-", "bytes=10-10", "bytes=-0", "bytes=99999999999999999999999999-", "bytes=10-,-0"])(
    "of ten bytes is out of reach: %s",
    (header) => {
      expect(resolveRange(header, 10)).toEqual({ kind: "unsatisfiable" });
    },
  );

  it("of nothing is ignored: no Content-Range can say it", () => {
    expect(resolveRange("bytes=-5", 0)).toEqual({ kind: "whole" });
  });
});

it("is told to the client with the complete length", () => {
  expect(contentRangeOf({ offset: 2, length: 3 }, 10)).toBe("bytes 2-4/10");
  expect(unsatisfiedRangeOf(10)).toBe("bytes */10");
});
