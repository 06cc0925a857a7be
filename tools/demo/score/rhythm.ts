/** Rhythms as text, one bar a string: `X` accent, `x` note, `o` ghost, `-` held, `.` silent. The steps divide the bar evenly. */

export interface Onset {
  /** From the start of the bar. */
  beat: number;
  beats: number;
  /** 0–1. */
  velocity: number;
}

const velocities: Record<string, number> = { X: 1, x: 0.78, o: 0.42 };

export function readRhythm(pattern: string, meter: number): Onset[] {
  const step = meter / pattern.length;
  const onsets: Onset[] = [];
  for (const [index, symbol] of pattern.split("").entries()) {
    const velocity = velocities[symbol];
    const last = onsets.at(-1);
    if (velocity !== undefined) onsets.push({ beat: index * step, beats: step, velocity });
    else if (symbol === "-" && last) last.beats += step;
  }
  return onsets;
}

/** Delays every second subdivision: `amount` 0 is straight, 1/3 is a triplet feel. `unit` is the pair's length in beats. */
export function swing(beat: number, amount: number, unit: number): number {
  const position = beat / unit;
  const within = position - Math.floor(position + 1e-9);
  if (amount === 0) return beat;
  const middle = 0.5 + amount / 2;
  const warped = within < 0.5 ? within * (middle / 0.5) : middle + (within - 0.5) * ((1 - middle) / 0.5);
  return (Math.floor(position + 1e-9) + warped) * unit;
}
