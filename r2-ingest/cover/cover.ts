/** Cover art: an original picture becomes square JPEGs in the catalogue's sizes. */
import { createHash } from "node:crypto";
import sharp from "sharp";
import { imageSizes, type Image } from "../../domain/catalogue.ts";
import { encodeId } from "../../domain/ids.ts";

export type Cover = { image: Image; files: { key: string; bytes: Buffer }[] };

/** More pixels than any cover has: what claims them is an attack or a mistake. */
const mostPixels = 100_000_000;
const quality = 82;

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}

/** Covers smaller than the largest size are enlarged, so that every image has every size. @throws Error when it is no picture */
export async function makeCover(original: Uint8Array): Promise<Cover> {
  const id = encodeId(createHash("sha256").update(original).digest().subarray(0, 16));
  // The orientation a camera noted is applied, transparent parts turn white, and colours become sRGB.
  const upright = sharp(original, { limitInputPixels: mostPixels }).rotate().flatten({ background: "#ffffff" }).toColourspace("srgb");
  const files = await Promise.all(
    imageSizes.map(async (edge) => ({
      key: `images/${id}/${edge}.jpg`,
      bytes: await upright.clone().resize(edge, edge, { fit: "cover" }).jpeg({ quality, mozjpeg: true }).toBuffer(),
    })),
  );
  const thumbnail = await upright.clone().resize(64, 64, { fit: "cover" }).png().toBuffer();
  const { dominant } = await sharp(thumbnail).stats();
  const colour = `#${hex(dominant.r)}${hex(dominant.g)}${hex(dominant.b)}`;
  return { image: { id, sizes: [...imageSizes], colour }, files };
}

/** Pixels of a picture; 0 when it is none. */
export async function pixelsOf(picture: Uint8Array | string): Promise<number> {
  try {
    const { width, height } = await sharp(picture, { limitInputPixels: mostPixels }).metadata();
    return width * height;
  } catch {
    return 0;
  }
}
