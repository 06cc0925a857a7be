import sharp from "sharp";
import { expect, test } from "vitest";
import { isId } from "../../domain/ids.ts";
import { imageSchema } from "../../domain/catalogue.ts";
import { makeCover } from "./cover.ts";

function picture(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

test("a wide picture becomes three squares, the same each time", async () => {
  const original = await picture(1200, 800, "#204060");
  const cover = await makeCover(original);
  expect(imageSchema.parse(cover.image)).toEqual(cover.image);
  expect(isId(cover.image.id)).toBe(true);
  const sizes = await Promise.all(cover.files.map(async ({ bytes }) => sharp(bytes).metadata()));
  expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual([
    ["jpeg", 640, 640],
    ["jpeg", 300, 300],
    ["jpeg", 64, 64],
  ]);
  expect(await makeCover(original)).toEqual(cover);
});

test("the dominant colour is the one that one sees", async () => {
  const { image } = await makeCover(await picture(300, 300, "#e01020"));
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(image.colour.slice(at, at + 2), 16));
  expect(red).toBeGreaterThan(190);
  expect(Math.max(green, blue)).toBeLessThan(60);
});

test("transparent and tiny pictures are taken, texts are not", async () => {
  const logo = await sharp({ create: { width: 10, height: 30, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer();
  expect((await makeCover(logo)).files).toHaveLength(3);
  await expect(makeCover(Buffer.from("no picture"))).rejects.toThrow();
});
