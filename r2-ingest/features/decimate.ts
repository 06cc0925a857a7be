/** Half the sample rate, for those who look at low frequencies only. */

/** A windowed-sinc half-band filter: every second tap but the middle one is 0. Up to a third of the new rate nothing audible folds back. */
const reach = 11;
const taps = Float32Array.from({ length: (reach + 1) / 2 }, (_, index) => {
  const at = 2 * index + 1;
  return (Math.sin((Math.PI * at) / 2) / (Math.PI * at)) * (0.54 + 0.46 * Math.cos((Math.PI * at) / (reach + 1)));
});

export class Decimator {
  #held: Float32Array = new Float32Array(reach);

  /** @returns every second sample of what is known by now; the rest comes with the next call */
  add(samples: Float32Array): Float32Array {
    const input = new Float32Array(this.#held.length + samples.length);
    input.set(this.#held);
    input.set(samples, this.#held.length);
    const count = Math.max(0, Math.ceil((input.length - 2 * reach) / 2));
    const output = new Float32Array(count);
    for (let index = 0; index < count; index++) {
      const middle = reach + 2 * index;
      let sum = 0.5 * (input[middle] ?? 0);
      for (let tap = 0; tap < taps.length; tap++) {
        const at = 2 * tap + 1;
        sum += (taps[tap] ?? 0) * ((input[middle - at] ?? 0) + (input[middle + at] ?? 0));
      }
      output[index] = sum;
    }
    this.#held = input.slice(2 * count);
    return output;
  }
}
