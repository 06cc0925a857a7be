/** Where in a master does a stretch of captured sound come from? */

export type Match = { /** Sample of the master at which the stretch begins. */ offset: number; /** 1 is identical. */ correlation: number };

/**
 * Normalised cross-correlation over every offset in `[from, to)`.
 * @param stretch captured samples
 */
export function locate(stretch: Float32Array, master: Float32Array, from: number, to: number): Match {
  const start = Math.max(0, from);
  const end = Math.min(to, master.length - stretch.length + 1);
  let energy = 0;
  for (let index = 0; index < stretch.length; index++) energy += (master[start + index] ?? 0) ** 2;
  const norm = Math.sqrt(stretch.reduce((sum, sample) => sum + sample * sample, 0));
  let best: Match = { offset: start, correlation: -1 };
  for (let offset = start; offset < end; offset++) {
    let product = 0;
    for (let index = 0; index < stretch.length; index++) product += (stretch[index] ?? 0) * (master[offset + index] ?? 0);
    const correlation = product / (norm * Math.sqrt(Math.max(energy, 1e-12)) || 1);
    if (correlation > best.correlation) best = { offset, correlation };
    energy += (master[offset + stretch.length] ?? 0) ** 2 - (master[offset] ?? 0) ** 2;
  }
  return best;
}
