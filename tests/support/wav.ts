import { readFileSync } from "node:fs";

/** The left channel of a 16-bit stereo WAV file, within ±1. */
export function readLeftChannel(path: string): Float32Array {
  const bytes = readFileSync(path);
  const start = bytes.indexOf("data") + 8;
  const frames = Math.floor((bytes.length - start) / 4);
  return Float32Array.from({ length: frames }, (_, index) => bytes.readInt16LE(start + index * 4) / 32_768);
}
