/** Where things lie in a rendition's file: what a player needs to start, to seek and to preview. */
import type { Rendition } from "../../domain/catalogue.ts";

/** A place from which decoding can begin: the first sample (at the file's rate, priming included) and the byte it begins at. */
export type Segment = { sample: number; offset: number };

export type FileLayout = {
  segments: Segment[];
  /** Samples that the whole file decodes to, priming and padding included. */
  totalSamples: number;
  bytes: number;
};

export class LayoutError extends Error {}

const headSeconds = 2;
const previewSeconds = 30;

/** The end of the shortest run of segments from the start that holds as many samples. */
function prefix(layout: FileLayout, samples: number): { bytes: number; samples: number } {
  const next = layout.segments.find(({ sample }) => sample >= samples);
  return next ? { bytes: next.offset, samples: next.sample } : { bytes: layout.bytes, samples: layout.totalSamples };
}

/**
 * @param delay samples of priming before the music
 * @param samples exact number of samples of music
 * @returns head, preview and fragments as a rendition stores them; fragments in samples of the file's own timeline
 */
export function describeLayout(
  layout: FileLayout,
  format: { sampleRate: number; delay: number; samples: number },
): Pick<Rendition, "head" | "preview" | "fragments" | "bytes"> {
  const head = prefix(layout, format.delay + headSeconds * format.sampleRate);
  const preview = prefix(layout, format.delay + previewSeconds * format.sampleRate);
  return {
    bytes: layout.bytes,
    head: { offset: 0, length: head.bytes },
    preview: { bytes: preview.bytes, samples: Math.min(format.samples, preview.samples - format.delay) },
    fragments: layout.segments.map(({ sample, offset }) => [sample, offset]),
  };
}
