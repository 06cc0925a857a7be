/** Whether an Ogg file was written to its end: the last page of a stream says so (RFC 3533, section 6). */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** No page is longer: 27 bytes of header, 255 of lacing, 255 × 255 of content. */
const longestPage = 65_307;
const endOfStream = 4;

/** @returns undefined when there is no page near the end to ask */
export function oggHasEnd(path: string): boolean | undefined {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, longestPage * 2));
    readSync(file, tail, 0, tail.length, size - tail.length);
    const last = tail.lastIndexOf("OggS", undefined, "latin1");
    const flags = last < 0 ? undefined : tail[last + 5];
    return flags === undefined ? undefined : (flags & endOfStream) !== 0;
  } finally {
    closeSync(file);
  }
}
