import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf } from "./byte-source.ts";
import { describeLayout, LayoutError, type FileLayout } from "./file-layout.ts";
import { mp4Layout } from "./mp4-layout.ts";
import { oggLayout } from "./ogg-layout.ts";

const layouts = fc
  .record({
    gaps: fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 50_000 })), { minLength: 1, maxLength: 60 }),
    header: fc.integer({ min: 1, max: 5000 }),
    delay: fc.integer({ min: 0, max: 2000 }),
  })
  .map(({ gaps, header, delay }) => {
    const segments = [];
    let [sample, offset] = [0, header];
    for (const [samples, bytes] of gaps) {
      segments.push({ sample, offset });
      sample += samples;
      offset += bytes;
    }
    const layout: FileLayout = { segments, totalSamples: sample + delay, bytes: offset };
    return { layout, format: { sampleRate: 44_100, delay, samples: sample } };
  });

test("head and preview end where a fragment ends, and hold what they promise", () => {
  fc.assert(
    fc.property(layouts, ({ layout, format }) => {
      const { head, preview, bytes, fragments } = describeLayout(layout, format);
      const ends = new Set([...layout.segments.slice(1).map(({ offset }) => offset), layout.bytes]);
      expect(ends.has(head.length) && ends.has(preview.bytes)).toBe(true);
      expect(head.length).toBeLessThanOrEqual(preview.bytes);
      expect(preview.bytes).toBeLessThanOrEqual(bytes);
      expect(preview.samples).toBeLessThanOrEqual(format.samples);
      expect(preview.samples >= 30 * format.sampleRate || preview.bytes === bytes).toBe(true);
      expect(fragments).toHaveLength(layout.segments.length);
    }),
  );
});

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, body]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

function fragment(time: number, durations: number[]): Buffer {
  const tfhd = box("tfhd", words(0x020000, 1));
  const trun = box("trun", words(0x000101, durations.length, 0, ...durations));
  return Buffer.concat([box("moof", box("traf", tfhd, box("tfdt", words(0, time)), trun)), box("mdat", Buffer.alloc(10))]);
}

test("fMP4: fragments are found with their times", () => {
  const start = Buffer.concat([box("ftyp"), box("moov"), box("sidx")]);
  const first = fragment(0, [1024, 1024]);
  const file = Buffer.concat([start, first, fragment(2048, [1024])]);
  expect(mp4Layout(bytesOf(file))).toEqual({
    segments: [
      { sample: 0, offset: start.length },
      { sample: 2048, offset: start.length + first.length },
    ],
    totalSamples: 3072,
    bytes: file.length,
  });
});

test("fMP4: a file without index, or cut off, is none", () => {
  const whole = Buffer.concat([box("ftyp"), box("moov"), box("sidx"), fragment(0, [1024])]);
  expect(() => mp4Layout(bytesOf(Buffer.concat([box("ftyp"), box("moov"), fragment(0, [1024])])))).toThrow(LayoutError);
  expect(() => mp4Layout(bytesOf(whole.subarray(0, -3)))).toThrow(LayoutError);
});

function page(granule: bigint, content: number, flags = 0): Buffer {
  const bytes = Buffer.alloc(28 + content);
  bytes.write("OggS", 0, "latin1");
  bytes[5] = flags;
  bytes.writeBigInt64LE(granule, 6);
  bytes[26] = 1;
  bytes[27] = content;
  return bytes;
}

test("Ogg: music begins behind the headers; pages that go on with a packet are no beginning", () => {
  const file = Buffer.concat([
    page(0n, 30),
    page(0n, 200),
    page(1000n, 50),
    page(-1n, 255),
    page(3000n, 60, 1),
    page(3500n, 10),
    page(4000n, 10),
  ]);
  expect(oggLayout(bytesOf(file), 1000)).toEqual({
    segments: [
      { sample: 0, offset: 58 + 228 },
      { sample: 1000, offset: 58 + 228 + 78 },
      { sample: 3000, offset: 58 + 228 + 78 + 283 + 88 },
    ],
    totalSamples: 4000,
    bytes: file.length,
  });
  expect(() => oggLayout(bytesOf(Buffer.from("not ogg at all")), 1000)).toThrow(LayoutError);
});
