/** Where the music changes: verse to chorus, song to solo. */
import { chromaRate, type Chroma } from "./chroma.ts";
import { cepstrumSize, frameRate, type Frames } from "./frames.ts";
import { deviationOf, meanOf } from "./statistics.ts";

/** Seconds a block. */
const block = 0.5;
/** Blocks before and after a boundary that are compared: twelve seconds. */
const reach = 24;
/** Seconds. */
const shortest = 8;

/**
 * Novelty of the self-similarity matrix by a checkerboard kernel that is tapered like a bell: Foote, "Automatic audio segmentation using a
 * measure of audio novelty", ICME 2000.
 * @returns seconds at which sections begin, the first of them 0
 */
export function findSections(frames: Frames, chroma: Chroma, duration: number): number[] {
  const novelty = noveltyOf(blocksOf(frames, chroma, duration));
  const least = meanOf(novelty) + 0.6 * deviationOf(novelty);
  const peaks = Array.from(novelty, (value, index) => ({ value, index }))
    .filter(({ value, index }) => value > least && value >= (novelty[index - 1] ?? 0) && value > (novelty[index + 1] ?? 0))
    .toSorted((a, b) => b.value - a.value);
  const starts = [0];
  for (const { index } of peaks) {
    const second = index * block;
    if (duration - second >= shortest && starts.every((other) => Math.abs(other - second) >= shortest)) starts.push(second);
  }
  return starts.toSorted((a, b) => a - b);
}

/** One vector of harmony and timbre a block, each part of length about 1. */
function blocksOf(frames: Frames, chroma: Chroma, duration: number): Float32Array[] {
  const count = Math.max(1, Math.floor(duration / block));
  const timbres = Array.from({ length: count }, (_, index) =>
    frames.cepstra.mean(Math.floor(index * block * frameRate), Math.floor((index + 1) * block * frameRate)).subarray(1),
  );
  const order = Array.from({ length: cepstrumSize - 1 }, (_, at) => timbres.map((timbre) => timbre[at] ?? 0));
  const [means, deviations] = [order.map(meanOf), order.map((values) => deviationOf(values) || 1)];
  return timbres.map((timbre, index) => {
    const pitches = chroma.all.mean(Math.floor(index * block * chromaRate), Math.ceil((index + 1) * block * chromaRate));
    const colour = timbre.map((value, at) => (value - (means[at] ?? 0)) / (deviations[at] ?? 1));
    return Float32Array.of(...toLength(pitches, 1), ...toLength(colour, 1));
  });
}

function toLength(vector: Float32Array, length: number): Float32Array {
  const own = Math.hypot(...vector);
  return own === 0 ? vector : vector.map((value) => (value * length) / own);
}

function noveltyOf(blocks: readonly Float32Array[]): Float32Array {
  const taper = Float32Array.from({ length: reach }, (_, at) => Math.exp(-2 * ((at + 0.5) / reach) ** 2));
  const likeness = (a: number, b: number): number | undefined => {
    const [x, y] = [blocks[a], blocks[b]];
    return x && y && x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  };
  return Float32Array.from(blocks, (_, middle) => {
    let [sum, weights] = [0, 0];
    for (let one = 0; one < reach; one++) {
      // Neighbours alone would do for the diagonal; three of each stand for the square.
      for (let other = one % 3; other < reach; other += 3) {
        const weight = (taper[one] ?? 0) * (taper[other] ?? 0);
        const same = (likeness(middle + one, middle + other) ?? 0) + (likeness(middle - 1 - one, middle - 1 - other) ?? 0);
        const across = likeness(middle - 1 - one, middle + other);
        if (across === undefined) continue;
        sum += weight * (same - 2 * across);
        weights += weight;
      }
    }
    return weights === 0 ? 0 : Math.max(0, sum / weights);
  });
}
