/** The pages of an Ogg file (RFC 3533) from which a decoder can begin. */
import type { ByteSource } from "./byte-source.ts";
import { LayoutError, type FileLayout, type Segment } from "./file-layout.ts";

type Page = { start: number; end: number; granule: bigint; continued: boolean };

const longestHeader = 27 + 255;

function* pages(file: ByteSource): Generator<Page> {
  for (let start = 0; start < file.size;) {
    const header = file.read(start, longestHeader);
    if (header.length < 27 || header.toString("latin1", 0, 4) !== "OggS") throw new LayoutError(`no page at byte ${start}`);
    const lacing = header.subarray(27, 27 + (header[26] ?? 0));
    const end = start + 27 + lacing.length + lacing.reduce((sum, length) => sum + length, 0);
    yield { start, end, granule: header.readBigInt64LE(6), continued: ((header[5] ?? 0) & 1) === 1 };
    start = end;
  }
}

/**
 * Vorbis headers end with a page whose granule position is 0; music begins on a fresh page (Vorbis I, section A.2).
 * Segments are at least `spacing` samples apart, so that the list stays short.
 */
export function oggLayout(file: ByteSource, spacing: number): FileLayout {
  const segments: Segment[] = [];
  let played = 0;
  for (const page of pages(file)) {
    const isMusic = page.granule !== 0n;
    const previous = segments.at(-1);
    if (isMusic && !page.continued && (previous === undefined || played - previous.sample >= spacing)) {
      segments.push({ sample: played, offset: page.start });
    }
    if (page.granule > 0n) played = Number(page.granule);
  }
  if (segments.length === 0) throw new LayoutError("no page of music");
  return { segments, totalSamples: played, bytes: file.size };
}
