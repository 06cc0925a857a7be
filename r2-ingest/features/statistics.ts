/** Small sums that several features need. */

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

export function deviationOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += ((values[index] ?? 0) - mean) ** 2;
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length);
}

/** @param share 0–1: 0.5 is the median */
export function quantileOf(values: Float32Array | readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function clamp(value: number, low = 0, high = 1): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : low;
}

/** 0 at `low` and below, 1 at `high` and above. */
export function between(value: number, low: number, high: number): number {
  return clamp((value - low) / (high - low));
}

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Pearson's correlation; 0 where one of the two never changes. */
export function correlate(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [product, squareA, squareB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const x = (a[index] ?? 0) - meanA;
    const y = (b[index] ?? 0) - meanB;
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA === 0 || squareB === 0 ? 0 : product / Math.sqrt(squareA * squareB);
}

/** The mean around each value, `reach` values to both sides. */
export function movingMean(values: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++) sums[index + 1] = (sums[index] ?? 0) + (values[index] ?? 0);
  return values.map((_, index) => {
    const from = Math.max(0, index - reach);
    const to = Math.min(values.length, index + reach + 1);
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}

/** Smoothed by a bell of the given standard deviation, in values. */
export function smooth(values: Float32Array, deviation: number): Float32Array {
  const reach = Math.max(1, Math.ceil(deviation * 3));
  const bell = Float32Array.from({ length: reach * 2 + 1 }, (_, index) => Math.exp(-0.5 * ((index - reach) / deviation) ** 2));
  const area = bell.reduce((sum, value) => sum + value, 0);
  return values.map((_, index) => {
    let sum = 0;
    for (let at = -reach; at <= reach; at++) sum += (values[index + at] ?? 0) * (bell[at + reach] ?? 0);
    return sum / area;
  });
}
