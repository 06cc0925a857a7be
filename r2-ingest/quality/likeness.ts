/** Do two Chromaprint fingerprints belong to the same sound? Pure. */

/** Words per second of algorithm 2, Chromaprint's usual one: 11,025 Hz in steps of a third of 4,096 samples. */
const wordsPerSecond = 11_025 / (4096 / 3);
/** Starts may differ by so many seconds of silence. */
const greatestShift = Math.round(3 * wordsPerSecond);
/** Fewer words than these (some eight seconds) say too little. */
const fewestWords = 64;

export function wordsOf(fingerprint: string): Uint32Array {
  const bytes = Buffer.from(fingerprint, "base64");
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readUInt32LE(index * 4));
}

function bitsSet(value: number): number {
  let bits = value - ((value >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Share of differing bits where `b` is shifted by so many words against `a`. */
function errorAt(a: Uint32Array, b: Uint32Array, shift: number): number {
  const from = Math.max(0, -shift);
  const to = Math.min(a.length, b.length - shift);
  if (to - from < fewestWords) return 1;
  let differing = 0;
  for (let index = from; index < to; index++) differing += bitsSet((a[index] ?? 0) ^ (b[index + shift] ?? 0));
  return differing / ((to - from) * 32);
}

/** Share of differing bits at the best alignment: about 0.5 for strangers, below 0.1 for two encodes of one recording. */
export function bitError(a: Uint32Array, b: Uint32Array): number {
  let best = 1;
  for (let shift = -greatestShift; shift <= greatestShift; shift++) best = Math.min(best, errorAt(a, b, shift));
  return best;
}

/** Below this two fingerprints are of one recording: another mix or performance differs by more. */
export const sameRecording = 0.15;
