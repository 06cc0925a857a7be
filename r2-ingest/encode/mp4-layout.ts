/** The fragments of an fMP4 file (ISO/IEC 14496-12): each `moof` with its decode time and the samples in it. */
import { LayoutError, type FileLayout, type Segment } from "./file-layout.ts";

type Box = { type: string; start: number; end: number; body: number };

function* boxes(bytes: Buffer, from: number, to: number): Generator<Box> {
  let start = from;
  while (start + 8 <= to) {
    const size32 = bytes.readUInt32BE(start);
    const body = start + (size32 === 1 ? 16 : 8);
    const size = size32 === 1 ? Number(bytes.readBigUInt64BE(start + 8)) : size32 === 0 ? to - start : size32;
    if (size < 8 || start + size > to) throw new LayoutError(`a box leaves its container at byte ${start}`);
    yield { type: bytes.toString("latin1", start + 4, start + 8), start, end: start + size, body };
    start += size;
  }
}

function child(bytes: Buffer, parent: Box, type: string): Box {
  for (const box of boxes(bytes, parent.body, parent.end)) if (box.type === type) return box;
  throw new LayoutError(`no ${type} in ${parent.type}`);
}

/** `tfdt`: base media decode time, 32 or 64 bits by version. */
function decodeTime(bytes: Buffer, fragment: Box): number {
  const box = child(bytes, fragment, "tfdt");
  return bytes[box.body] === 1 ? Number(bytes.readBigUInt64BE(box.body + 4)) : bytes.readUInt32BE(box.body + 4);
}

/** Sum of the durations in `trun`, with `tfhd`'s default where it has none. */
function durationOf(bytes: Buffer, fragment: Box): number {
  const tfhd = child(bytes, fragment, "tfhd");
  const tfhdFlags = bytes.readUIntBE(tfhd.body + 1, 3);
  let at = tfhd.body + 8;
  if (tfhdFlags & 0x1) at += 8;
  if (tfhdFlags & 0x2) at += 4;
  const defaultDuration = tfhdFlags & 0x8 ? bytes.readUInt32BE(at) : 0;
  let total = 0;
  for (const trun of boxes(bytes, fragment.body, fragment.end)) {
    if (trun.type !== "trun") continue;
    const flags = bytes.readUIntBE(trun.body + 1, 3);
    const count = bytes.readUInt32BE(trun.body + 4);
    const entry = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
    const first = trun.body + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
    if (!(flags & 0x100)) total += count * defaultDuration;
    else for (let index = 0; index < count; index++) total += bytes.readUInt32BE(first + index * entry);
  }
  return total;
}

/**
 * @param bytes the whole file, whose timescale is its sample rate
 * @throws LayoutError when it is not `ftyp moov sidx (moof mdat)…`
 */
export function mp4Layout(bytes: Buffer): FileLayout {
  const segments: Segment[] = [];
  let totalSamples = 0;
  let indexed = false;
  for (const box of boxes(bytes, 0, bytes.length)) {
    if (box.type === "sidx") indexed = segments.length === 0;
    if (box.type !== "moof") continue;
    const fragment = child(bytes, box, "traf");
    const sample = decodeTime(bytes, fragment);
    segments.push({ sample, offset: box.start });
    totalSamples = sample + durationOf(bytes, fragment);
  }
  if (!indexed) throw new LayoutError("no index before the first fragment");
  return { segments, totalSamples, bytes: bytes.length };
}
