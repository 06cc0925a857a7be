/** Pictures as pixels: cut square, scaled, laid side by side. */

/** RGBA, row by row. */
export type Raster = { width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> };

const channels = 4;

export function blankRaster(width: number, height: number): Raster {
  return { width, height, data: new Uint8ClampedArray(width * height * channels) };
}

/** The middle of a picture, scaled to a square. @param edge pixels */
export function squareOf(raster: Raster, edge: number): Raster {
  if (raster.width === edge && raster.height === edge) return raster;
  const side = Math.min(raster.width, raster.height);
  const columns = weigh((raster.width - side) / 2, side, edge, raster.width);
  const rows = weigh((raster.height - side) / 2, side, edge, raster.height);
  return turn(turn(raster, columns), rows);
}

/** Four squares of one size, two above two. @throws RangeError when they are not that */
export function mosaicOf(tiles: readonly Raster[]): Raster {
  const [edge = 0] = tiles.map(({ width }) => width);
  if (tiles.length !== 4 || tiles.some(({ width, height }) => width !== edge || height !== edge)) {
    throw new RangeError("a mosaic has four squares of one size");
  }
  const mosaic = blankRaster(2 * edge, 2 * edge);
  const lineLength = edge * channels;
  for (const [index, { data }] of tiles.entries()) {
    const [left, top] = [(index % 2) * edge, Math.floor(index / 2) * edge];
    for (let row = 0; row < edge; row++) {
      const line = data.subarray(row * lineLength, (row + 1) * lineLength);
      mosaic.data.set(line, ((top + row) * mosaic.width + left) * channels);
    }
  }
  return mosaic;
}

/** What one sees of a picture from afar: the mean of the fullest of 512 boxes of colours. @returns `#rrggbb` */
export function dominantColourOf({ data }: Raster): string {
  const boxes = new Map<number, { count: number; sums: [red: number, green: number, blue: number] }>();
  for (let at = 0; at < data.length; at += channels) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    const key = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
    const box = boxes.get(key) ?? { count: 0, sums: [0, 0, 0] };
    box.count += 1;
    box.sums = [box.sums[0] + red, box.sums[1] + green, box.sums[2] + blue];
    boxes.set(key, box);
  }
  const [fullest] = [...boxes.values()].toSorted((a, b) => b.count - a.count);
  const hex = (sum: number) =>
    Math.round(sum / (fullest?.count ?? 1))
      .toString(16)
      .padStart(2, "0");
  return `#${(fullest?.sums ?? [0, 0, 0]).map(hex).join("")}`;
}

/** For each pixel of a line to be made: from which pixel on the old ones count, and how much each of them does. */
type Weights = { first: number; shares: number[] }[];

/** A triangle filter, as wide as a new pixel is or, where a picture is enlarged, an old one. */
function weigh(from: number, length: number, pixels: number, available: number): Weights {
  const scale = length / pixels;
  const reach = Math.max(scale, 1);
  return Array.from({ length: pixels }, (_, pixel) => {
    const centre = from + (pixel + 0.5) * scale;
    const first = Math.max(0, Math.ceil(centre - reach - 0.5));
    const last = Math.min(available - 1, Math.floor(centre + reach - 0.5));
    const weights = Array.from({ length: last - first + 1 }, (_, index) => Math.max(0, 1 - Math.abs(first + index + 0.5 - centre) / reach));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, shares: weights.map((weight) => weight / sum) };
  });
}

/** Scales each line, and turns the picture so that its columns come next: twice is the whole picture, upright again. */
function turn({ width, height, data }: Raster, weights: Weights): Raster {
  const turned = blankRaster(height, weights.length);
  for (let row = 0; row < height; row++) {
    for (const [pixel, { first, shares }] of weights.entries()) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let at = (row * width + first) * channels;
      for (const share of shares) {
        red += share * (data[at] ?? 0);
        green += share * (data[at + 1] ?? 0);
        blue += share * (data[at + 2] ?? 0);
        at += channels;
      }
      const to = (pixel * height + row) * channels;
      turned.data[to] = red;
      turned.data[to + 1] = green;
      turned.data[to + 2] = blue;
      turned.data[to + 3] = 255;
    }
  }
  return turned;
}
