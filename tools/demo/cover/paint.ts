/** Paints a cover: a motif in its colours, with a little grain so that flat areas look printed. */
import sharp from "sharp";
import { seeded } from "../random.ts";
import { type Motif, motifs } from "./motifs.ts";
import { edge, type Palette } from "./svg.ts";

export interface Cover {
  motif: Motif;
  colours: Palette;
  seed: number;
}

function grain(seed: number): Buffer {
  const size = edge / 2;
  const pixels = Buffer.alloc(size * size * 4);
  let state = seed | 1;
  for (let index = 0; index < pixels.length; index += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    pixels.fill(state < 0 ? 255 : 0, index, index + 3);
    pixels[index + 3] = (state >>> 16) & 0x0f;
  }
  return pixels;
}

export function drawCover({ motif, colours, seed }: Cover): string {
  const inner = motifs[motif](colours, seeded(seed));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${edge}" height="${edge}" viewBox="0 0 ${edge} ${edge}">${inner}</svg>`;
}

/** JPEG, 1200 × 1200. */
export async function paintCover(cover: Cover): Promise<Buffer> {
  const raw = { width: edge / 2, height: edge / 2, channels: 4 as const };
  const texture = await sharp(grain(cover.seed), { raw }).resize(edge, edge, { kernel: "nearest" }).png({ compressionLevel: 1 }).toBuffer();
  return await sharp(Buffer.from(drawCover(cover)))
    .composite([{ input: texture, blend: "soft-light" }])
    .flatten({ background: "#000000" })
    .jpeg({ quality: 88, chromaSubsampling: "4:4:4", mozjpeg: false })
    .toBuffer();
}
