import fc from "fast-check";
import { expect, it } from "vitest";
import { SparseBytes } from "./sparse-bytes.ts";

const length = 60;
const file = Uint8Array.from({ length }, (_, index) => index + 1);
const writes = fc.array(fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: 25 })), { maxLength: 12 });

function filled(pieces: readonly (readonly [number, number])[]): { bytes: SparseBytes; held: boolean[] } {
  const bytes = new SparseBytes();
  const held = Array.from({ length }, () => false);
  for (const [offset, size] of pieces) {
    bytes.write(offset, file.slice(offset, offset + size));
    held.fill(true, offset, offset + size);
  }
  return { bytes, held };
}

it("holds what was written, however it overlapped", () => {
  fc.assert(
    fc.property(writes, (pieces) => {
      const { bytes, held } = filled(pieces);
      expect(bytes.size).toBe(held.filter(Boolean).length);
      for (let offset = 0; offset < length; offset++) {
        const read = bytes.read(offset);
        expect(read !== undefined).toBe(held[offset]);
        if (read) expect([...read]).toEqual([...file.subarray(offset, offset + read.length)]);
        const missing = held.indexOf(false, offset);
        expect(bytes.missingFrom(offset)).toBe(missing < 0 ? length : missing);
        const next = held.indexOf(true, offset);
        expect(bytes.heldFrom(offset)).toBe(next < 0 ? Infinity : next);
      }
      expect([...bytes.prefix()]).toEqual([...file.subarray(0, bytes.missingFrom(0))]);
    }),
  );
});

it("forgets only what lies whole in the range", () => {
  const { bytes } = filled([
    [0, 10],
    [10, 10],
    [30, 10],
  ]);
  bytes.drop(5, 25);
  expect(bytes.size).toBe(20);
  expect(bytes.missingFrom(0)).toBe(10);
  expect(bytes.heldFrom(10)).toBe(30);
});
