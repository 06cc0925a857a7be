/** Bands as the ear has them, and the cepstrum over them. */

/** Mel scale of O'Shaughnessy, "Speech Communication", 1987. */
function melOf(frequency: number): number {
  return 2595 * Math.log10(1 + frequency / 700);
}

function frequencyOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

type Band = { first: number; weights: Float32Array };

/** Triangles of equal width in mel, each reaching to the middles of its neighbours. */
export class MelBands {
  readonly #bands: Band[];

  constructor(format: { bands: number; low: number; high: number; sampleRate: number; windowSize: number }) {
    const { bands, low, high, sampleRate, windowSize } = format;
    const step = (melOf(high) - melOf(low)) / (bands + 1);
    const edge = (index: number): number => (frequencyOf(melOf(low) + index * step) * windowSize) / sampleRate;
    this.#bands = Array.from({ length: bands }, (_, index) => triangle(edge(index), edge(index + 1), edge(index + 2)));
  }

  get count(): number {
    return this.#bands.length;
  }

  /** @param into gets one power a band */
  sum(power: Float32Array, into: Float32Array): void {
    for (let index = 0; index < this.#bands.length; index++) {
      const band = this.#bands[index];
      if (!band) continue;
      let sum = 0;
      for (let at = 0; at < band.weights.length; at++) sum += (power[band.first + at] ?? 0) * (band.weights[at] ?? 0);
      into[index] = sum;
    }
  }
}

function triangle(low: number, middle: number, high: number): Band {
  // The lowest bands are narrower than a bin: each has at least the one nearest to its middle.
  const first = Math.min(Math.ceil(low), Math.round(middle));
  const last = Math.max(Math.floor(high), Math.round(middle));
  const weights = Float32Array.from({ length: last - first + 1 }, (_, at) => {
    const bin = first + at;
    const weight = bin <= middle ? (bin - low) / (middle - low) : (high - bin) / (high - middle);
    return Math.max(weight, bin === Math.round(middle) ? 0.5 : 0);
  });
  return { first, weights };
}

/**
 * Mel-frequency cepstral coefficients: Davis & Mermelstein, "Comparison of parametric representations for monosyllabic word
 * recognition", IEEE Trans. ASSP 28(4), 1980.
 */
export class Cepstrum {
  readonly #rows: Float32Array[];

  constructor(bands: number, coefficients: number) {
    this.#rows = Array.from({ length: coefficients }, (_, order) =>
      Float32Array.from({ length: bands }, (_, band) => Math.cos((Math.PI * order * (band + 0.5)) / bands) * Math.sqrt(2 / bands)),
    );
  }

  /** @param levels one level in dB a band */
  of(levels: Float32Array): Float32Array {
    return Float32Array.from(this.#rows, (row) => {
      let sum = 0;
      for (let band = 0; band < levels.length; band++) sum += (row[band] ?? 0) * (levels[band] ?? 0);
      return sum;
    });
  }
}
