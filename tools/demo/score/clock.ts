/** From beats to seconds: steady, swung, or breathing as a player alone would. */
import type { Clock } from "../mix/piece.ts";
import { swing } from "./rhythm.ts";

/** `amount` 0 is straight, 1/3 a triplet feel; `unit` is the pair's length in beats. */
export function steadyClock(tempo: number, amount = 0, unit = 0.5): Clock {
  return (beat) => (swing(beat, amount, unit) * 60) / tempo;
}

const resolution = 8;

/** Each phrase pushes a little and gives it back at its end; the last bars slow down. The mean tempo of a phrase stays `tempo`. */
export function breathingClock(tempo: number, phrase: number, depth: number, end: number, ritard: number): Clock {
  const steps = Math.ceil((end + 16) * resolution);
  const table = new Float64Array(steps + 1);
  for (let step = 0; step < steps; step++) {
    const beat = step / resolution;
    const slowing = Math.max(0, Math.min(1, (beat - (end - 6)) / 6));
    const pace = (1 + depth * Math.sin((2 * Math.PI * beat) / phrase)) * (1 - ritard * slowing * slowing);
    table[step + 1] = (table[step] as number) + 60 / (tempo * pace * resolution);
  }
  return (beat) => {
    const place = Math.max(0, Math.min(steps - 1e-6, beat * resolution));
    const low = Math.floor(place);
    const from = table[low] as number;
    return from + ((table[low + 1] as number) - from) * (place - low);
  };
}
