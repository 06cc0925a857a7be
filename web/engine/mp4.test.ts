import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetFor, readFragments, readInitialisation } from "./mp4.ts";

function box(type: string, ...content: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  const body = content.flatMap((part) => [...part]);
  const bytes = new Uint8Array(8 + body.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(
    Array.from(type, (character) => character.charCodeAt(0)),
    4,
  );
  bytes.set(body, 8);
  return bytes;
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function moov(timescale: number, mediaTime: number | undefined): Uint8Array<ArrayBuffer> {
  const mdhd = box("mdhd", word(0), word(0), word(0), word(timescale), word(0), word(0));
  const edits = mediaTime === undefined ? [] : [box("edts", box("elst", word(0), word(1), word(0), word(mediaTime), word(0x10000)))];
  return box("moov", box("mvhd", new Uint8Array(100)), box("trak", ...edits, box("mdia", mdhd)));
}

function sidx(timescale: number, firstOffset: number, references: readonly { size: number; duration: number }[]): Uint8Array<ArrayBuffer> {
  const entries = references.flatMap(({ size, duration }) => [...word(size), ...word(duration), ...word(0x9000_0000)]);
  return box("sidx", word(0), word(1), word(timescale), word(0), word(firstOffset), word(references.length), entries);
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const ftyp = box("ftyp", word(1), word(2));

describe("reading the initialisation", () => {
  it("finds where it ends, and what an edit list takes off", () => {
    const bytes = join(ftyp, moov(48_000, 312), sidx(48_000, 0, []));
    expect(readInitialisation(bytes)).toEqual({ length: ftyp.length + moov(48_000, 312).length, editOffset: 312 / 48_000 });
  });

  it.each([undefined, -1])("takes nothing off for the edit %s", (mediaTime) => {
    expect(readInitialisation(join(ftyp, moov(44_100, mediaTime)))?.editOffset).toBe(0);
  });

  it("waits for the whole of it", () => {
    const bytes = join(ftyp, moov(44_100, 0));
    for (let length = 0; length < bytes.length; length++) expect(readInitialisation(bytes.subarray(0, length))).toBeUndefined();
  });
});

describe("reading the segment index", () => {
  const references = [
    { size: 1000, duration: 44_100 },
    { size: 2000, duration: 22_050 },
    { size: 500, duration: 44_100 },
  ];
  const head = join(ftyp, moov(44_100, undefined));
  const index = sidx(44_100, 16, references);

  it("gives each fragment its time and offset, from the index's own end on", () => {
    const start = head.length + index.length + 16;
    expect(readFragments(join(head, index))).toEqual({ times: [0, 1, 1.5], offsets: [start, start + 1000, start + 3000] });
  });

  it("waits for the whole of it", () => {
    expect(readFragments(join(head, index).subarray(0, -1))).toBeUndefined();
  });

  it("takes a file without one as a single fragment", () => {
    expect(readFragments(join(head, box("moof", word(0)).subarray(0, 8)))).toEqual({ times: [0], offsets: [head.length] });
  });
});

describe("finding the byte for a time", () => {
  const table = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10_000 })), { minLength: 1, maxLength: 50 })
    .map((fragments) => {
      const [times, offsets] = [[0], [0]];
      for (const [duration, size] of fragments) {
        times.push((times.at(-1) ?? 0) + duration / 4);
        offsets.push((offsets.at(-1) ?? 0) + size);
      }
      return { times, offsets };
    });

  it("takes the last fragment that begins early enough for the decoder to warm up, else the first", () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0, max: 300, noNaN: true }), (fragments, seconds) => {
        const at = fragments.offsets.indexOf(offsetFor(fragments, seconds));
        const early = fragments.times.filter((time) => time <= seconds - 0.1).length;
        expect(at).toBe(Math.max(0, early - 1));
      }),
    );
  });
});
