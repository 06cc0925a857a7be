/** Writes masters: WAVE, PCM of 16 or 24 bits, with triangular dither so that quiet tails stay smooth. */
import type { Stereo } from "./mix/audio.ts";

export interface WaveFormat {
  rate: number;
  bits: 16 | 24;
}

const headerBytes = 44;

function writeHeader(bytes: Buffer, frames: number, { rate, bits }: WaveFormat): void {
  const align = (bits / 8) * 2;
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(36 + frames * align, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * align, 28);
  bytes.writeUInt16LE(align, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(frames * align, 40);
}

/**
 * Interleaves a stretch of sound as little-endian PCM. The dither depends on the seed and on the sample's place alone, so that cutting a
 * piece does not change it.
 */
function interleave({ left, right }: Stereo, bits: 16 | 24, from: number, to: number, seed: number, out: Buffer): void {
  const full = 2 ** (bits - 1) - 1;
  let at = 0;
  for (let index = from; index < to; index++) {
    const first = scatter(Math.imul(index + 1, 0x9e3779b1) ^ seed);
    const second = scatter(first);
    const l = quantize(left[index] as number, first, full);
    const r = quantize(right[index] as number, second, full);
    out[at] = l;
    out[at + 1] = l >> 8;
    if (bits === 24) out[(at += 1) + 1] = l >> 16;
    out[at + 2] = r;
    out[at + 3] = r >> 8;
    if (bits === 24) out[(at += 1) + 3] = r >> 16;
    at += 4;
  }
}

/** One step of xorshift (Marsaglia 2003). */
function scatter(state: number): number {
  let next = state ^ (state << 13);
  next ^= next >>> 17;
  return next ^ (next << 5);
}

/** The nearest step, after a triangular dither from the random bits: two of 16 bits each, one less the other. */
function quantize(sample: number, bits: number, full: number): number {
  const value = Math.floor(sample * full + ((bits >>> 16) - (bits & 0xffff)) / 65536 + 0.5) | 0;
  return value > full ? full : value < -full - 1 ? -full - 1 : value;
}

/** Samples `from` (inclusive) to `to` (exclusive) as a WAVE file. */
export function encodeWave(sound: Stereo, format: WaveFormat, seed: number, from = 0, to = sound.left.length): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + (to - from) * (format.bits / 8) * 2);
  writeHeader(bytes, to - from, format);
  interleave(sound, format.bits, from, to, seed, bytes.subarray(headerBytes));
  return bytes;
}
