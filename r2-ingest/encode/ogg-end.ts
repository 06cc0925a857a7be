/** Whether an Ogg file was written to its end: the last page of a stream says so (RFC 3533, section 6). */
import { withFile } from "./byte-source.ts";

/** No page is longer: 27 bytes of header, 255 of lacing, 255 × 255 of content. */
const longestPage = 65_307;
const endOfStream = 4;

/** @returns undefined when there is no page near the end to ask */
export function oggHasEnd(path: string): boolean | undefined {
  return withFile(path, ({ size, read }) => {
    const tail = read(Math.max(0, size - 2 * longestPage), 2 * longestPage);
    const last = tail.lastIndexOf("OggS", undefined, "latin1");
    const flags = last < 0 ? undefined : tail[last + 5];
    return flags === undefined ? undefined : (flags & endOfStream) !== 0;
  });
}
