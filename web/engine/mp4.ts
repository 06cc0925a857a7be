/** What the engine reads of a fragmented MP4 itself (ISO/IEC 14496-12): where initialisation ends, the edit list, the segment index. */

export type Initialisation = {
  /** Bytes from the file's beginning: `ftyp` and `moov`. */
  length: number;
  /** Seconds that the edit list takes off every presentation time, which the browser does by itself. */
  editOffset: number;
};

/** Where each fragment begins, in order. Times are seconds of the file, which may differ from the music's by the encoder's delay. */
export type FragmentTable = { times: readonly number[]; offsets: readonly number[] };

type Box = { type: string; /** After size and type. */ body: number; end: number };

/** Boxes that lie whole within `[from, to)`; the walk ends at the first that does not. */
function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let start = from;
  while (start + 8 <= to) {
    let size = view.getUint32(start);
    let body = start + 8;
    if (size === 1) {
      if (start + 16 > to) return;
      size = Number(view.getBigUint64(start + 8));
      body = start + 16;
    }
    const end = size === 0 ? to : start + size;
    if (end < body || end > to) return;
    const type = String.fromCharCode(
      view.getUint8(start + 4),
      view.getUint8(start + 5),
      view.getUint8(start + 6),
      view.getUint8(start + 7),
    );
    yield { type, body, end };
    start = end;
  }
}

function findBox(view: DataView, within: { body: number; end: number }, path: readonly string[]): Box | undefined {
  const [type, ...rest] = path;
  for (const box of boxesIn(view, within.body, within.end)) {
    if (box.type === type) return rest.length === 0 ? box : findBox(view, box, rest);
  }
  return undefined;
}

/** `elst`'s first entry in seconds; browsers look at no other. An empty edit (−1) is ignored, as they do. */
function readEditOffset(view: DataView, moov: Box): number {
  const header = findBox(view, moov, ["trak", "mdia", "mdhd"]);
  const list = findBox(view, moov, ["trak", "edts", "elst"]);
  if (!header || !list) return 0;
  const timescale = view.getUint32(header.body + (view.getUint8(header.body) === 1 ? 20 : 12));
  if (view.getUint32(list.body + 4) === 0 || timescale === 0) return 0;
  const mediaTime = view.getUint8(list.body) === 1 ? Number(view.getBigInt64(list.body + 16)) : view.getInt32(list.body + 12);
  return Math.max(0, mediaTime) / timescale;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @param bytes the file's beginning @returns undefined while `moov` is not complete */
export function readInitialisation(bytes: Uint8Array): Initialisation | undefined {
  const view = viewOf(bytes);
  const moov = findBox(view, { body: 0, end: bytes.length }, ["moov"]);
  return moov && { length: moov.end, editOffset: readEditOffset(view, moov) };
}

/** 8.16.3: the references of the first `sidx`. */
function readSegmentIndex(view: DataView, sidx: Box): FragmentTable {
  const long = view.getUint8(sidx.body) === 1;
  const timescale = view.getUint32(sidx.body + 8);
  let at = sidx.body + 12;
  let time = long ? Number(view.getBigUint64(at)) : view.getUint32(at);
  let offset = sidx.end + (long ? Number(view.getBigUint64(at + 8)) : view.getUint32(at + 4));
  at += long ? 16 : 8;
  const count = view.getUint16(at + 2);
  const times: number[] = [];
  const offsets: number[] = [];
  for (let entry = at + 4; entry + 12 <= sidx.end && times.length < count; entry += 12) {
    times.push(time / timescale);
    offsets.push(offset);
    offset += view.getUint32(entry) & 0x7fff_ffff;
    time += view.getUint32(entry + 4);
  }
  return { times, offsets };
}

/**
 * @param bytes the file's beginning
 * @returns undefined while `sidx` is not complete; a file without one is a single fragment
 */
export function readFragments(bytes: Uint8Array): FragmentTable | undefined {
  const view = viewOf(bytes);
  let last = 0;
  for (const box of boxesIn(view, 0, bytes.length)) {
    if (box.type === "sidx") return readSegmentIndex(view, box);
    if (box.type === "moof") break;
    last = box.end;
  }
  const nextType = last + 8 <= bytes.length ? String.fromCharCode(...bytes.subarray(last + 4, last + 8)) : "";
  return nextType === "moof" ? { times: [0], offsets: [last] } : undefined;
}

/**
 * A decoder needs what precedes a sample to give it exactly: the overlap of one AAC frame and the encoder's delay (46 ms together
 * at 44.1 kHz), 80 ms for Opus (RFC 7845, section 4.6).
 */
const prerollSeconds = 0.1;

/** @returns seconds of the file that lie whole before a byte */
export function timeFor(table: FragmentTable, offset: number): number {
  const after = table.offsets.findIndex((candidate) => candidate > offset);
  return table.times[(after < 0 ? table.times.length : after) - 1] ?? 0;
}

/** @returns the byte from which to append so that `seconds` decodes exactly */
export function offsetFor(table: FragmentTable, seconds: number): number {
  let low = 0;
  let high = table.times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.times[middle] ?? Infinity) <= seconds - prerollSeconds) low = middle;
    else high = middle - 1;
  }
  return table.offsets[low] ?? 0;
}
