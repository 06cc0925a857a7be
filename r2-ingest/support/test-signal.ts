/** A signal that every codec keeps and that can be told apart to the sample, at whatever rate it is looked at. */

type Partial = { frequency: number; phase: number; amplitude: number; sway: number };

/** A linear congruential generator is random enough for phases. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function partialsOf(seed: number): Partial[] {
  const random = numbers(seed);
  const next = (): number => random.next().value;
  return Array.from({ length: 24 }, () => ({
    frequency: 120 * 2 ** (next() * 4.3),
    phase: next() * 2 * Math.PI,
    amplitude: 0.02 + next() * 0.025,
    sway: 0.3 + next() * 3,
  }));
}

/** Seeded inharmonic partials between 120 Hz and 2.4 kHz, each swelling at its own pace. @returns samples within ±1 */
export function testSignal(seed: number, samples: number, sampleRate: number): Float32Array {
  const signal = new Float32Array(samples);
  for (const { frequency, phase, amplitude, sway } of partialsOf(seed)) {
    const step = (2 * Math.PI * frequency) / sampleRate;
    const swayStep = (2 * Math.PI * sway) / sampleRate;
    for (let index = 0; index < samples; index++) {
      signal[index] = (signal[index] ?? 0) + amplitude * (1 + 0.8 * Math.sin(swayStep * index + phase)) * Math.sin(step * index + phase);
    }
  }
  return signal;
}

export type WavFormat = { sampleRate: number; bits: 16 | 24 };

/** @param channels equally long samples within ±1 @returns a RIFF file of integer PCM */
export function wavFile(channels: readonly Float32Array[], { sampleRate, bits }: WavFormat): Buffer {
  const bytes = bits / 8;
  const length = channels[0]?.length ?? 0;
  const data = Buffer.alloc(length * channels.length * bytes);
  const scale = 2 ** (bits - 1) - 1;
  for (const [channel, samples] of channels.entries()) {
    for (const [index, sample] of samples.entries()) {
      const value = Math.round(Math.max(-1, Math.min(1, sample)) * scale);
      data.writeIntLE(value, (index * channels.length + channel) * bytes, bytes);
    }
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels.length, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels.length * bytes, 28);
  header.writeUInt16LE(channels.length * bytes, 32);
  header.writeUInt16LE(bits, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/** Correlation of two signals where `heard` is shifted by so many samples: 1 is identical. */
function correlationAt(heard: Float32Array, meant: Float32Array, shift: number, from: number, to: number): number {
  let product = 0;
  let heardEnergy = 0;
  let meantEnergy = 0;
  for (let index = from; index < to; index++) {
    const a = heard[index + shift] ?? 0;
    const b = meant[index] ?? 0;
    product += a * b;
    heardEnergy += a * a;
    meantEnergy += b * b;
  }
  return product / Math.sqrt(heardEnergy * meantEnergy || 1);
}

/** The shift within ±`reach` samples at which what is heard matches best what is meant, and how well. */
export function align(heard: Float32Array, meant: Float32Array, reach = 1500): { lag: number; correlation: number } {
  const middle = Math.floor(meant.length / 2);
  const half = Math.min(8192, middle - 1);
  let best = { lag: 0, correlation: -1 };
  for (let lag = -reach; lag <= reach; lag++) {
    const correlation = correlationAt(heard, meant, lag, middle - half, middle + half);
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return { lag: best.lag, correlation: correlationAt(heard, meant, best.lag, 0, meant.length) };
}
