import type { Random } from "../random.ts";
import { paintHills, paintLanterns, paintMoon, paintRain, paintSunset, paintWaves, paintWindow } from "./landscapes.ts";
import { paintBars, paintCups, paintDiscs, paintMosaic, paintPanes, paintPixels, paintRings, paintStrokes } from "./patterns.ts";
import type { Palette } from "./svg.ts";

/** What a cover may show: each paints SVG for a canvas of 1200 × 1200. */
export const motifs = {
  bars: paintBars,
  cups: paintCups,
  discs: paintDiscs,
  hills: paintHills,
  lanterns: paintLanterns,
  moon: paintMoon,
  mosaic: paintMosaic,
  panes: paintPanes,
  pixels: paintPixels,
  rain: paintRain,
  rings: paintRings,
  strokes: paintStrokes,
  sunset: paintSunset,
  waves: paintWaves,
  window: paintWindow,
} satisfies Record<string, (palette: Palette, random: Random) => string>;
export type Motif = keyof typeof motifs;
