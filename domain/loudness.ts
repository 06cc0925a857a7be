/** What playback aims at, as most services do. */
const targetLufs = -14;
/** Leaves room for what a lossy codec adds to peaks (EBU R128: maximum permitted true peak). */
const ceilingDbtp = -1;

/**
 * What to add to a recording so that it plays at −14 LUFS; never so much that its peaks would clip.
 * @returns dB, rounded to hundredths; 0 for silence
 */
export function normalisationGain(loudness: { integrated_lufs: number | null; true_peak_dbtp: number | null }): number {
  if (loudness.integrated_lufs === null) return 0;
  const wished = targetLufs - loudness.integrated_lufs;
  const headroom = loudness.true_peak_dbtp === null ? wished : ceilingDbtp - loudness.true_peak_dbtp;
  // A loud recording is turned down all the way; only amplification is limited by the peaks.
  const gain = wished > 0 ? Math.max(0, Math.min(wished, headroom)) : wished;
  return Math.round(gain * 100) / 100;
}
