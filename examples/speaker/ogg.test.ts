import fc from "fast-check";
import { expect, test } from "vitest";
import { checksumOf, findMusic, findPageBefore, findPages } from "./ogg.ts";

type Shape = { segments: number[]; samples: number; continued: boolean };

/** A file of pages, whose contents look like beginnings of pages wherever they can. */
function writePages(shapes: readonly Shape[]): Uint8Array {
  let granule = 0;
  const pages = shapes.map(({ segments, samples, continued }) => {
    granule += samples;
    const page = Buffer.alloc(27 + segments.length + segments.reduce((sum, length) => sum + length, 0), "OggS\0");
    page.write("OggS\0", "latin1");
    page.writeUInt8(continued ? 1 : 0, 5);
    page.writeBigUInt64LE(BigInt(granule), 6);
    page.writeUInt8(segments.length, 26);
    for (const [index, length] of segments.entries()) page.writeUInt8(length, 27 + index);
    page.writeUInt32LE(checksumOf(page), 22);
    return page;
  });
  return Buffer.concat(pages);
}

const shape: fc.Arbitrary<Shape> = fc.record({
  segments: fc.array(fc.integer({ min: 100, max: 255 }), { minLength: 4, maxLength: 30 }),
  samples: fc.integer({ min: 2000, max: 40_000 }),
  continued: fc.boolean(),
});
const header: Shape = { segments: [58], samples: 0, continued: false };

test("pages are found in whatever stretch of a file they are whole in", () => {
  fc.assert(
    fc.property(fc.array(shape, { minLength: 3, maxLength: 12 }), fc.nat(3000), (shapes, cut) => {
      const file = writePages([header, ...shapes]);
      const all = findPages(file);
      expect(all.map(({ continued }) => continued)).toEqual([false, ...shapes.map(({ continued }) => continued)]);
      expect(findMusic(file)).toBe(all[1]?.start);
      const seen = findPages(file.subarray(cut)).map((page) => ({ ...page, start: page.start + cut }));
      expect(seen).toEqual(all.filter(({ start }) => start >= cut));
    }),
  );
});

test("wherever one begins, it is with a page not far before, that begins with a packet", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 60, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (shapes, share) => {
        const file = writePages([header, ...shapes]);
        const pages = findPages(file);
        const samples = pages.at(-1)?.granule ?? 0;
        const music = findMusic(file);
        const target = Math.floor(share * samples);
        const from = { byte: music, sample: 0 };
        let reads = 0;
        const read = async (offset: number, length: number) => {
          reads += 1;
          return file.subarray(offset, offset + length);
        };
        const offset = await findPageBefore(read, target, from, { byte: file.length, sample: samples });
        const page = pages.find(({ start }) => start === offset);
        expect(page).toBeDefined();
        expect(reads).toBeLessThanOrEqual(12);
        if (offset === music || !page) return;
        expect([page.granule <= target, page.continued]).toEqual([true, false]);
      },
    ),
    { numRuns: 60 },
  );
});
