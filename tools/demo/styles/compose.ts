/** From a score to a piece: finds the arranger of its style. */
import type { Piece } from "../mix/piece.ts";
import type { Score } from "../score/form.ts";
import { ambient } from "./ambient.ts";
import { chip } from "./chip.ts";
import { drumAndBass } from "./drum-and-bass.ts";
import { dub } from "./dub.ts";
import { folk } from "./folk.ts";
import { house } from "./house.ts";
import { lofi } from "./lofi.ts";
import { mallets } from "./mallets.ts";
import { piano } from "./piano.ts";
import { type Arranger, startSketch } from "./sketch.ts";
import { synthwave } from "./synthwave.ts";
import { tide } from "./tide.ts";
import { waltz } from "./waltz.ts";

export const arrangers = {
  ambient,
  chip,
  "drum-and-bass": drumAndBass,
  dub,
  folk,
  house,
  lofi,
  mallets,
  piano,
  synthwave,
  tide,
  waltz,
} satisfies Record<string, Arranger>;
export type Style = keyof typeof arrangers;

export interface Composed extends Piece {
  /** Seconds from the first beat to the end of the last bar. */
  bars: number;
}

/** `lands` ends on the tonic; without it the last bar stays open for the movement that follows. */
export function compose(score: Score & { style: Style }, lands = true): Composed {
  const sketch = startSketch(score, lands);
  const { tail, ...setting } = arrangers[score.style](sketch);
  const bars = setting.clock(sketch.layout.end);
  return { ...setting, bars, seconds: bars + tail, parts: sketch.parts, kicks: sketch.kicks.toSorted((a, b) => a - b), seed: score.seed };
}
