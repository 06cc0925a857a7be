import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blankRaster, dominantColourOf, mosaicOf, squareOf, type Raster } from "./raster.ts";

function paint(width: number, height: number, colourAt: (x: number, y: number) => readonly number[]): Raster {
  const raster = blankRaster(width, height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) raster.data.set([...colourAt(x, y), 255], (y * width + x) * 4);
  return raster;
}

function pixel({ width, data }: Raster, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

const black = [0, 0, 0];
const white = [255, 255, 255];
const edge = fc.integer({ min: 1, max: 40 });

describe("squares", () => {
  test("one colour stays that colour at every size", () => {
    fc.assert(
      fc.property(edge, edge, edge, fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), (width, height, to, colour) => {
        const square = squareOf(
          paint(width, height, () => colour),
          to,
        );
        expect([square.width, square.height]).toEqual([to, to]);
        for (let at = 0; at < to; at++) expect(pixel(square, at, to - 1 - at)).toEqual([...colour, 255]);
      }),
    );
  });

  test("a square at its own size stays as it is", () => {
    fc.assert(
      fc.property(edge, fc.nat(), (size, seed) => {
        const raster = paint(size, size, (x, y) => [(x * 37 + seed) % 256, (y * 91 + seed) % 256, (x * y) % 256]);
        expect(squareOf(raster, size)).toEqual(raster);
      }),
    );
  });

  test("mirrored before or after is the same", () => {
    const raster = paint(17, 17, (x, y) => [x * 15, y * 15, (x * y) % 256]);
    const mirror = (source: Raster) => paint(source.width, source.height, (x, y) => pixel(source, source.width - 1 - x, y).slice(0, 3));
    expect(squareOf(mirror(raster), 8)).toEqual(mirror(squareOf(raster, 8)));
  });

  test.each([
    ["wide", paint(30, 10, (x) => (x < 10 || x >= 20 ? black : white))],
    ["tall", paint(10, 30, (_, y) => (y < 10 || y >= 20 ? black : white))],
  ])("of a %s picture the middle is left", (_, raster) => {
    expect(pixel(squareOf(raster, 10), 5, 5)).toEqual([...white, 255]);
    expect(dominantColourOf(squareOf(raster, 10))).toBe("#ffffff");
  });

  test("fine lines become grey, not stripes", () => {
    const small = squareOf(
      paint(64, 64, (x) => (x % 2 ? white : black)),
      8,
    );
    for (let x = 1; x < 7; x++) expect(pixel(small, x, 4)[0]).toBeCloseTo(128, -1);
  });
});

test("a mosaic is read like a page", () => {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [9, 9, 9],
  ];
  const mosaic = mosaicOf(colours.map((colour) => paint(3, 3, () => colour)));
  expect([mosaic.width, mosaic.height]).toEqual([6, 6]);
  expect([pixel(mosaic, 0, 0), pixel(mosaic, 5, 0), pixel(mosaic, 0, 5), pixel(mosaic, 5, 5)]).toEqual(
    colours.map((colour) => [...colour, 255]),
  );
  expect(() => mosaicOf([])).toThrow(RangeError);
  expect(() => mosaicOf([1, 2, 3, 4].map((size) => blankRaster(size, size)))).toThrow(RangeError);
});

test("the dominant colour is that of most pixels, not a mixture", () => {
  expect(dominantColourOf(paint(10, 10, (x) => (x < 7 ? [200, 16, 16] : [0, 0, 255])))).toBe("#c81010");
});
