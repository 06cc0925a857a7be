import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readJpeg } from "./jpeg.ts";

async function picture(options: { width?: number; height?: number; progressive?: boolean } = {}): Promise<Uint8Array> {
  const { width = 300, height = 300, progressive = false } = options;
  const plain = sharp({ create: { width, height, channels: 3, background: "#c4562f" } });
  const exif = { IFD0: { Copyright: "a secret place" } };
  return new Uint8Array(await plain.jpeg({ progressive }).withExif(exif).toBuffer());
}

test.each([
  { width: 300, height: 300, progressive: false },
  { width: 640, height: 480, progressive: true },
])("a picture's size is read: %o", async (size) => {
  const { width, height } = readJpeg(await picture(size)) ?? {};
  expect({ width, height }).toEqual({ width: size.width, height: size.height });
});

test("what a camera wrote is left out, and the picture stays what it was", async () => {
  const whole = await picture();
  const { bare = new Uint8Array() } = readJpeg(whole) ?? {};
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  expect([text(whole).includes("a secret place"), text(bare).includes("a secret place")]).toEqual([true, false]);
  expect(await sharp(bare).raw().toBuffer()).toEqual(await sharp(whole).raw().toBuffer());
});

test("bytes that are no whole picture are none, whatever they are", async () => {
  const whole = await picture({ width: 16, height: 16 });
  expect(readJpeg(whole.subarray(0, -2))).toBeUndefined();
  expect(readJpeg(new TextEncoder().encode("<svg/>"))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      readJpeg(new Uint8Array([0xff, 0xd8, ...noise, 0xff, 0xd9]));
    }),
  );
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const broken = Uint8Array.from(whole);
      broken[at] = byte;
      readJpeg(broken);
    }),
  );
});
