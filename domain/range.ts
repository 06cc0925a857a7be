/** Which bytes of a representation a `Range` header asks for (RFC 9110 §14). */

/** `length` bytes from `offset` on; both in bytes. */
export type ByteRange = { offset: number; length: number };

export type RangeResolution =
  /** There is no range to honour: answer 200. */
  | { kind: "whole" }
  /** Answer 206. */
  | { kind: "part"; range: ByteRange }
  /** Answer 416. */
  | { kind: "unsatisfiable" };

const whole: RangeResolution = { kind: "whole" };
/** A server may ignore any Range (§14.2); one this long is an attack. */
const longestHeader = 1024;

/**
 * Malformed ranges and units other than bytes are ignored, as §14.2 allows and demands. Several ranges whose bytes make one stretch
 * are answered as that stretch; any others get the whole representation, which §14.2 allows too: no player asks for them,
 * and multipart bodies would cost every answer a code path.
 * @param header the value of `Range`, undefined when there is none
 * @param size the complete representation's length in bytes
 */
export function resolveRange(header: string | undefined, size: number): RangeResolution {
  if (header === undefined || header.length > longestHeader || size === 0) return whole;
  const [, set] = /^bytes=(.*)$/is.exec(header.trim()) ?? [];
  if (set === undefined) return whole;
  // A list may have empty members, which do not count (§5.6.1.2).
  const specs = set
    .split(",")
    .map((spec) => spec.replaceAll(/^[ \t]+|[ \t]+$/g, ""))
    .filter((spec) => spec !== "");
  if (specs.length === 0) return whole;
  const asked: ByteRange[] = [];
  for (const spec of specs) {
    const range = resolveSpec(spec, size);
    if (range === "malformed") return whole;
    if (range !== "unsatisfiable") asked.push(range);
  }
  if (asked.length === 0) return { kind: "unsatisfiable" };
  const range = asOneStretch(asked);
  return range ? { kind: "part", range } : whole;
}

/** `a-b`, `a-` or `-n` (§14.1.2). Positions have any number of digits. */
function resolveSpec(spec: string, size: number): ByteRange | "malformed" | "unsatisfiable" {
  const [, first, last] = /^(\d*)-(\d*)$/.exec(spec) ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "malformed";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { offset: size - length, length };
  }
  if (last !== "" && BigInt(last) < BigInt(first)) return "malformed";
  const offset = Number(first);
  if (offset >= size) return "unsatisfiable";
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  return { offset, length: end - offset };
}

function asOneStretch(ranges: readonly ByteRange[]): ByteRange | undefined {
  const [lowest, ...others] = ranges.toSorted((a, b) => a.offset - b.offset);
  if (!lowest) return undefined;
  let end = lowest.offset + lowest.length;
  for (const range of others) {
    if (range.offset > end) return undefined;
    end = Math.max(end, range.offset + range.length);
  }
  return { offset: lowest.offset, length: end - lowest.offset };
}

/** The value of `Range` that asks for these bytes. */
export function rangeOf({ offset, length }: ByteRange): string {
  return `bytes=${offset}-${offset + length - 1}`;
}

/** The value of a 206's `Content-Range` (§14.4). */
export function contentRangeOf({ offset, length }: ByteRange, size: number): string {
  return `bytes ${offset}-${offset + length - 1}/${size}`;
}

/** The value of a 416's `Content-Range` (§14.4). */
export function unsatisfiedRangeOf(size: number): string {
  return `bytes */${size}`;
}
