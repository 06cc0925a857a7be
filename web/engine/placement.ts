/** Arithmetic of the one timeline on which tracks follow each other: pure. */

export type TrackLength = {
  /** Samples of music. */
  samples: number;
  sampleRate: number;
  /** Samples that the decoder puts out before the music. */
  encoderDelay: number;
};

/**
 * Where the browser must put a file's zero so that its first sample of music falls on `start`. The encoder's delay then lies
 * before `start`, where the append window cuts it off; an edit list takes its share off by itself.
 * @param editOffset seconds, from the file
 */
export function timestampOffsetFor(start: number, { encoderDelay, sampleRate }: TrackLength, editOffset: number): number {
  return start - encoderDelay / sampleRate + editOffset;
}

/** A fresh place after everything so far: far enough that nothing buffered is mistaken for neighbouring. */
export function placeAfter(end: number): number {
  return end === 0 ? 0 : Math.ceil(end) + 2;
}

/** Less than this is no difference on the timeline: browsers round to microseconds. */
export const tinySeconds = 0.005;

export type TimeRange = { start: number; end: number };

export function rangesOf(ranges: TimeRanges): TimeRange[] {
  return Array.from({ length: ranges.length }, (_, index) => ({ start: ranges.start(index), end: ranges.end(index) }));
}

/** Browsers round frame times to microseconds, and to whole frames at a range's ends. */
const slack = 0.03;

/** The buffered range in which playback could go on at `time`. */
export function rangeAt(ranges: readonly TimeRange[], time: number): TimeRange | undefined {
  return ranges.find(({ start, end }) => time >= start - slack && time < end);
}

/** @returns the end of what is buffered from `time` on without a hole; `time` itself when nothing is */
export function bufferedEnd(ranges: readonly TimeRange[], time: number): number {
  return rangeAt(ranges, time)?.end ?? time;
}
