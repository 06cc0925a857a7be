/** Writes masters: WAVE, PCM of 16 or 24 bits, with triangular dither so that quiet tails stay smooth. */
import type { Stereo } from "./mix/audio.ts";

export interface WaveFormat {
  rate: number;
  bits: 16 | 24;
}

function header(frames: number, { rate, bits }: WaveFormat): Buffer {
  const align = (bits / 8) * 2;
  const bytes = Buffer.alloc(44);
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
  return bytes;
}

/**
 * Interleaves a stretch of sound as little-endian PCM. The dither depends on the seed and on the sample's place alone, so that cutting a
 * piece does not change it.
 */
function interleave({ left, right }: Stereo, bits: 16 | 24, from: number, to: number, seed: number): Buffer {
  const width = bits / 8;
  const out = Buffer.allocUnsafe((to - from) * width * 2);
  const full = 2 ** (bits - 1) - 1;
  let at = 0;
  for (let index = from; index < to; index++) {
    let state = Math.imul(index + 1, 0x9e3779b1) ^ seed;
    for (const channel of [left, right]) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const dither = (state >>> 16) / 65536 - (state & 0xffff) / 65536;
      const value = Math.max(-full - 1, Math.min(full, Math.round((channel[index] as number) * full + dither)));
      out[at++] = value & 0xff;
      out[at++] = (value >> 8) & 0xff;
      if (width === 3) out[at++] = (value >> 16) & 0xff;
    }
  }
  return out;
}

/** Samples `from` (inclusive) to `to` (exclusive) as a WAVE file. */
export function encodeWave(sound: Stereo, format: WaveFormat, seed: number, from = 0, to = sound.left.length): Buffer {
  return Buffer.concat([header(to - from, format), interleave(sound, format.bits, from, to, seed)]);
}
