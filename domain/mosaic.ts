/** What a playlist without a picture of its own shows: the first four covers of its items. */
import type { Image } from "./catalogue.ts";

/** Edge lengths that mosaics have, largest first: four covers of 300 lie side by side as they are. */
export const mosaicSizes = [600, 300, 64] as const;
export type MosaicSize = (typeof mosaicSizes)[number];

export const mosaicTiles = 4;

/** Of covers in the order of the items, the first four that differ; those before the fourth, where there are fewer. */
export function chooseTiles(covers: Iterable<Image>): Image[] {
  const chosen = new Map<string, Image>();
  for (const cover of covers) {
    if (chosen.size === mosaicTiles) break;
    chosen.set(cover.id, chosen.get(cover.id) ?? cover);
  }
  return [...chosen.values()];
}

/** The stored size from which a mosaic's tile is made. */
export function tileSource(size: MosaicSize): 300 | 64 {
  return size === 64 ? 64 : 300;
}
