/** A waveform as one SVG path of rounded bars, in a box of `width` × 100 around the middle line. */

/** The loudest of each stretch: fewer bars than peaks, none of the loud moments lost. */
export function barsOf(peaks: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.subarray(from, to)) / 255;
  });
}

/** @param step distance of bars; a bar takes five eighths of it */
export function waveformPath(bars: readonly number[], step: number): string {
  const width = step * 0.62;
  const radius = width / 2;
  return bars
    .map((bar, index) => {
      const half = Math.max(radius, bar ** 0.8 * 48);
      const x = (index * step).toFixed(2);
      const straight = (2 * (half - radius)).toFixed(2);
      const arc = `${radius.toFixed(2)} ${radius.toFixed(2)} 0 0 1`;
      return `M${x} ${(50 - half + radius).toFixed(2)}a${arc} ${width.toFixed(2)} 0v${straight}a${arc} -${width.toFixed(2)} 0z`;
    })
    .join("");
}
