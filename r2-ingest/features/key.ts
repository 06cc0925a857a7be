/** Which key: pitch classes compared with what listeners expect of each key. */
import type { Chroma } from "./chroma.ts";
import type { Series } from "./series.ts";
import { clamp, correlate } from "./statistics.ts";

export type KeyEstimate = {
  /** 0–11 from C; −1 where there is no pitch. */
  key: number;
  /** 1 major, 0 minor. */
  mode: 0 | 1;
  /** 0–1: how far the key stands above the next best. */
  confidence: number;
  /** 0–1: how far the mode stands above the best key of the other mode. */
  modeConfidence: number;
};

/** Albrecht & Shanahan, "The use of large corpora to train a new type of key-finding algorithm", Music Perception 31(1), 2013. */
const profiles = [
  { mode: 1, weights: [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081] },
  { mode: 0, weights: [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052] },
] as const;

/**
 * A profile cannot tell a mode from its relatives (D dorian, C major, A minor have the same notes): basses rest on the tonic and pieces
 * end on it. These shares of the bass and of the end count beside the correlation, in its units.
 */
const bassWeight = 0.8;
const fifthInBass = 0.3;
const endWeight = 0.5;
/** Seconds of sound at the end, about: windows of `chroma`. */
const endWindows = 50;
/** A row that sums to less is silence. */
const silentRow = 3e-3;

/** Rows from `from` to before `to`. */
export type Span = { from: number; to: number };

/**
 * The key whose profile correlates best: Krumhansl, "Cognitive foundations of musical pitch", 1990, chapter 4.
 * @param withEnd whether the span ends where the piece does
 */
export function findKey(chroma: Chroma, span: Span = { from: 0, to: chroma.all.rows }, withEnd = true): KeyEstimate {
  const all = sharesOf(chroma.all, span);
  const bass = sharesOf(chroma.bass, span, 2);
  const end = withEnd ? sharesOf(chroma.all, lastSounding(chroma.all, span)) : new Float32Array(12);
  const candidates = profiles
    .flatMap(({ mode, weights }) =>
      Array.from({ length: 12 }, (_, key) => {
        const profile = weights.map((_, pitch) => weights[(pitch - key + 12) % 12] ?? 0);
        const rest = (bass[key] ?? 0) + fifthInBass * (bass[(key + 7) % 12] ?? 0);
        return { key, mode, score: correlate(all, profile) + bassWeight * rest + endWeight * (end[key] ?? 0) };
      }),
    )
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = candidates;
  if (!best || !second || all.every((value) => value === 0)) return { key: -1, mode: 1, confidence: 0, modeConfidence: 0 };
  const otherMode = candidates.find(({ mode }) => mode !== best.mode) ?? second;
  const confidenceOver = (other: { score: number }): number => clamp((best.score - other.score) / 0.5) ** 0.5;
  return { key: best.key, mode: best.mode, confidence: confidenceOver(second), modeConfidence: confidenceOver(otherMode) };
}

/** Shares of the pitch classes, each row made equally loud first: a loud chorus says no more about the key than a verse. */
function sharesOf(rows: Series, { from, to }: Span, exponent = 1): Float32Array {
  const sum = new Float32Array(12);
  for (let index = Math.max(0, from); index < Math.min(to, rows.rows); index++) {
    const row = rows.row(index).map((value) => value ** exponent);
    const total = row.reduce((sum, value) => sum + value, 0);
    if (total < silentRow ** exponent) continue;
    for (let at = 0; at < 12; at++) sum[at] = (sum[at] ?? 0) + (row[at] ?? 0) / total;
  }
  const total = sum.reduce((all, value) => all + value, 0);
  return total === 0 ? sum : sum.map((value) => value / total);
}

function lastSounding(rows: Series, { from, to }: Span): Span {
  let last = Math.min(to, rows.rows);
  while (last > from && rows.row(last - 1).reduce((sum, value) => sum + value, 0) < silentRow) last--;
  return { from: Math.max(from, last - endWindows), to: last };
}
