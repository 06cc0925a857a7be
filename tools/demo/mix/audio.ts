/** Sound in memory: two channels of samples between −1 and 1. */

export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

export function silence(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) };
}

export function decibels(value: number): number {
  return 10 ** (value / 20);
}

/** Adds `source` at `at`, scaled per channel; what lies beyond the end is left out. */
export function addInto(target: Float32Array, source: Float32Array, at: number, gain: number, limit = source.length): void {
  const length = Math.min(limit, source.length, target.length - at);
  for (let index = 0; index < length; index++) target[at + index] = (target[at + index] as number) + (source[index] as number) * gain;
}

/** Equal-power panning: −1 left, 0 centre, 1 right. */
export function panGains(pan: number): [number, number] {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4;
  return [Math.cos(angle) * Math.SQRT2, Math.sin(angle) * Math.SQRT2];
}
