import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { jpegFaults, readJpeg } from "./jpeg.ts";

type Options = { width?: number; height?: number; progressive?: boolean; mozjpeg?: boolean };

async function picture({ width = 300, height = 300, ...options }: Options = {}): Promise<Uint8Array> {
  const plain = sharp({ create: { width, height, channels: 3, background: "#c4562f" } });
  const exif = { IFD0: { Copyright: "a secret place" } };
  return new Uint8Array(await plain.jpeg(options).withExif(exif).toBuffer());
}

const scanMarker = Buffer.of(0xff, 0xda);
const startOfLastScan = (bytes: Uint8Array): number => Buffer.from(bytes).lastIndexOf(scanMarker);

/** The last scan as often again. */
function repeatLastScan(bytes: Uint8Array, times: number): Uint8Array {
  const scan = bytes.subarray(startOfLastScan(bytes), -2);
  return Buffer.concat([bytes.subarray(0, -2), ...Array.from({ length: times }, () => scan), bytes.subarray(-2)]);
}

function faultOf(bytes: Uint8Array): string {
  const read = readJpeg(bytes);
  return read.kind === "refused" ? read.fault : "none";
}

function bareOf(bytes: Uint8Array): Uint8Array {
  const read = readJpeg(bytes);
  if (read.kind === "refused") throw new Error(read.fault);
  return read.bare;
}

const countScans = (bytes: Uint8Array): number => Buffer.from(bytes).toString("latin1").split("\u00ff\u00da").length - 1;

test.each([
  { width: 300, height: 300, progressive: false },
  { width: 640, height: 480, progressive: true },
  { width: 1280, height: 1280, progressive: true },
  { width: 1000, height: 1000, mozjpeg: true },
  { width: 1920, height: 1080, progressive: false },
  { width: 1, height: 1, progressive: true },
])("a picture as encoders write it is read: %o", async (size) => {
  expect(readJpeg(await picture(size))).toMatchObject({ kind: "jpeg", width: size.width, height: size.height });
});

test("a grey picture is read", async () => {
  const grey = await sharp(await picture())
    .greyscale()
    .jpeg()
    .toBuffer();
  expect(readJpeg(grey)).toMatchObject({ kind: "jpeg", width: 300 });
});

test.each([false, true])("what a camera wrote is left out, and the picture stays what it was (progressive: %s)", async (progressive) => {
  const whole = await picture({ progressive });
  const between = startOfLastScan(whole);
  const comment = Buffer.from("\u00ff\u00fe\0\u0010a secret place", "latin1");
  const trailer = Buffer.from("a secret place");
  const told = Buffer.concat([whole.subarray(0, between), comment, whole.subarray(between), trailer]);
  const bare = bareOf(told);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  expect([text(told).includes("a secret place"), text(bare).includes("a secret place")]).toEqual([true, false]);
  expect(await sharp(bare).raw().toBuffer()).toEqual(await sharp(whole).raw().toBuffer());
});

test("a picture that would be decoded over and over is refused", async () => {
  const small = await picture({ width: 64, height: 64, progressive: true });
  const scans = countScans(small);
  expect(faultOf(repeatLastScan(small, 32 - scans))).toBe("none");
  expect(faultOf(repeatLastScan(small, 33 - scans))).toBe("too_many_scans");
  expect(faultOf(repeatLastScan(small, 10_305))).toBe("too_many_scans");
  const million = await picture({ width: 1024, height: 1024, progressive: true });
  expect(faultOf(repeatLastScan(million, 16 - scans))).toBe("none");
  expect(faultOf(repeatLastScan(million, 17 - scans))).toBe("too_many_scans");
  expect(faultOf(await picture({ width: 1448, height: 1448, progressive: true }))).toBe("too_many_scans");
  expect(faultOf(repeatLastScan(await picture(), 3))).toBe("too_many_scans");
});

test("nothing that a decoder passes over hides scans from being counted", async () => {
  const whole = await picture({ progressive: true });
  const at = startOfLastScan(whole);
  const before = (...bytes: number[]) => Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at)]);
  for (const standalone of [0x01, 0xbf, 0xd8]) expect(faultOf(before(0xff, standalone, 0, 60))).toBe("no_jpeg");
  expect(faultOf(before(0xff, 0xff, 0xff))).toBe("none");
});

test("restarts are part of a scan", async () => {
  const whole = await picture();
  const middle = Math.floor((startOfLastScan(whole) + whole.length) / 2);
  const restarted = Buffer.concat([whole.subarray(0, middle), Buffer.of(0xff, 0xd3), whole.subarray(middle)]);
  expect(bareOf(restarted)).toHaveLength(bareOf(whole).length + 2);
});

test("what a picture is padded to counts as well", async () => {
  const padded = await picture({ width: 700, height: 740, progressive: true });
  const file = repeatLastScan(padded, 32 - countScans(padded));
  const sampling = Buffer.from(file).indexOf(Buffer.of(0xff, 0xc2)) + 11;
  file[sampling] = 0x11;
  expect(faultOf(file)).toBe("none");
  file[sampling] = 0x44;
  expect(faultOf(file)).toBe("too_many_scans");
  file[sampling] = 0x50;
  expect(faultOf(file)).toBe("no_jpeg");
});

test("a picture that is too large, or not in grey or three colours, is refused for that reason", async () => {
  expect(faultOf(await picture({ width: 2048, height: 1025 }))).toBe("too_large");
  expect(faultOf(await picture({ width: 4097, height: 1 }))).toBe("too_large");
  const cmyk = await sharp(await picture())
    .toColourspace("cmyk")
    .jpeg()
    .toBuffer();
  expect(faultOf(cmyk)).toBe("four_colours");
  const arithmetic = await picture();
  arithmetic[Buffer.from(arithmetic).indexOf(Buffer.of(0xff, 0xc0)) + 1] = 0xc9;
  expect(faultOf(arithmetic)).toBe("rare_kind");
});

test.each([false, true])("a picture that is cut off anywhere is refused (progressive: %s)", async (progressive) => {
  const whole = await picture({ width: 40, height: 40, progressive });
  for (let length = 2; length < whole.length; length++) expect([length, faultOf(whole.subarray(0, length))]).toEqual([length, "cut_off"]);
  expect(faultOf(whole.subarray(0, 1))).toBe("no_jpeg");
});

test("bytes that are no picture are none, whatever they are", () => {
  expect(faultOf(new Uint8Array(0))).toBe("no_jpeg");
  expect(faultOf(new TextEncoder().encode("<svg/>"))).toBe("no_jpeg");
  expect(faultOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBe("no_jpeg");
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const fault = faultOf(new Uint8Array([0xff, 0xd8, ...noise, 0xff, 0xd9]));
      expect(["none", ...Object.keys(jpegFaults)]).toContain(fault);
    }),
  );
});

test("whatever is cut, repeated and spliced in, what is taken has few scans of few pixels, and reads the same again", async () => {
  const sources = [await picture({ width: 900, height: 900, progressive: true }), await picture({ width: 1400, height: 1400 })];
  const splice = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.oneof(
      fc.tuple(fc.constant(0xff), fc.integer({ min: 0xc0, max: 0xff })).map((pair) => Uint8Array.from(pair)),
      fc.constantFrom(0x01, 0xd0, 0xff).map((code) => Uint8Array.of(0xff, code, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0)),
      fc.uint8Array({ maxLength: 6 }),
    ),
    removed: fc.nat({ max: 3 }),
  });
  const repeats = fc.nat({ max: 40 });
  fc.assert(
    fc.property(fc.constantFrom(...sources), repeats, fc.array(splice, { maxLength: 4 }), (source, times, splices) => {
      let file = repeatLastScan(source, times);
      for (const { at, bytes, removed } of splices) {
        const place = Math.floor(at * file.length);
        file = Buffer.concat([file.subarray(0, place), bytes, file.subarray(place + removed)]);
      }
      const read = readJpeg(file);
      if (read.kind === "refused") return;
      const scans = countScans(read.bare);
      expect(scans).toBeLessThanOrEqual(32);
      expect(scans * read.width * read.height).toBeLessThanOrEqual(16 * 1_048_576);
      expect(readJpeg(read.bare)).toEqual(read);
    }),
    { numRuns: 500 },
  );
});
