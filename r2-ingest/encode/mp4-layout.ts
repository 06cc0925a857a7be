/** The fragments of an fMP4 file (ISO/IEC 14496-12): each `moof` with its decode time and the samples in it. */
import type { ByteSource } from "./byte-source.ts";
import { LayoutError, type FileLayout, type Segment } from "./file-layout.ts";

type Box = { type: string; start: number; end: number; body: number };

/** @param room bytes from the box's start to the end of what holds it: a size of 0 means all of them */
function sizeOf(header: Buffer, room: number): { size: number; headerSize: number } {
  const size32 = header.readUInt32BE(0);
  const headerSize = size32 === 1 ? 16 : 8;
  const size = size32 === 1 ? Number(header.readBigUInt64BE(8)) : size32 === 0 ? room : size32;
  if (size < headerSize || size > room) throw new LayoutError("a box leaves what holds it");
  return { size, headerSize };
}

function* boxes(bytes: Buffer, from: number, to: number): Generator<Box> {
  for (let start = from; start + 8 <= to;) {
    const { size, headerSize } = sizeOf(bytes.subarray(start, to), to - start);
    yield { type: bytes.toString("latin1", start + 4, start + 8), start, end: start + size, body: start + headerSize };
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

/** The boxes of the file itself, read one header at a time: what lies in them may be large. */
function* topBoxes(file: ByteSource): Generator<Box> {
  for (let start = 0; start < file.size;) {
    const header = file.read(start, 16);
    if (header.length < 8) throw new LayoutError("the file ends within a box");
    const { size, headerSize } = sizeOf(header, file.size - start);
    yield { type: header.toString("latin1", 4, 8), start, end: start + size, body: start + headerSize };
    start += size;
  }
}

/**
 * @param file whose timescale is its sample rate
 * @throws LayoutError when it is not `ftyp moov sidx (moof mdat)…`
 */
export function mp4Layout(file: ByteSource): FileLayout {
  const segments: Segment[] = [];
  let totalSamples = 0;
  let indexed = false;
  for (const { type, start, end } of topBoxes(file)) {
    if (type === "sidx") indexed = segments.length === 0;
    if (type !== "moof") continue;
    const bytes = file.read(start, end - start);
    const fragment = child(bytes, { type, start: 0, end: bytes.length, body: 8 }, "traf");
    const sample = decodeTime(bytes, fragment);
    segments.push({ sample, offset: start });
    totalSamples = sample + durationOf(bytes, fragment);
  }
  if (!indexed) throw new LayoutError("no index before the first fragment");
  return { segments, totalSamples, bytes: file.size };
}
