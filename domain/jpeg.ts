/** Reads of a JPEG (ITU-T T.81, annex B) its size, what it carries besides the picture, and what decoding it would take. */

export type Jpeg = {
  kind: "jpeg";
  width: number;
  height: number;
  /** The same picture without what cameras and editors write beside it: places, devices, thumbnails. */
  bare: Uint8Array<ArrayBuffer>;
};

/** Why a file is not taken, as it is said to whoever sent it. */
export const jpegFaults = {
  no_jpeg: "The picture is not a JPEG.",
  cut_off: "The picture is cut off: its file ends before the picture does.",
  rare_kind: "The picture is a JPEG of a rare kind: a baseline or progressive one in grey or colour is expected.",
  four_colours: "The picture has four colours (CMYK): a JPEG in grey, or in red, green and blue is expected.",
  too_large: "The picture is too large: at most two million pixels, and 4096 on an edge, are taken.",
  too_many_scans: "The picture has too many scans for its size: make it smaller, or save it as a baseline JPEG.",
} as const;

export type JpegFault = keyof typeof jpegFaults;
export type RefusedJpeg = { kind: "refused"; fault: JpegFault };

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, progressive: 0xc2, comment: 0xfe, jfif: 0xe0, adobe: 0xee };

const mostPixels = 2_097_152;
/** Pixels: scaling a strip to a square takes memory by its length, not by its area. */
const longestEdge = 4096;
/** Encoders make about ten. */
const mostScans = 32;
/** Pixels of all scans together: a few bytes make a decoder go through the whole picture once more. */
const mostScannedPixels = 16 * 1_048_576;

/** A marker with what belongs to it; of a scan also the picture's data. */
type Segment = { code: number; at: number; end: number };
type Frame = { width: number; height: number; components: number; isProgressive: boolean; codedPixels: number };

/** Takes time by the file's length, whatever it claims to hold. What follows the picture's end is no part of it. */
export function readJpeg(bytes: Uint8Array): Jpeg | RefusedJpeg {
  const segments = splitJpeg(bytes);
  if (typeof segments === "string") return refuse(segments);
  const frame = readFrame(bytes, segments);
  if (typeof frame === "string") return refuse(frame);
  const excess = findExcess(frame, segments);
  if (excess) return refuse(excess);
  const kept = segments.filter(({ code }) => !isAside(code)).map(({ at, end }) => bytes.subarray(at, end));
  const bare = join([Uint8Array.of(0xff, marker.start), ...kept, Uint8Array.of(0xff, marker.end)]);
  return { kind: "jpeg", width: frame.width, height: frame.height, bare };
}

function refuse(fault: JpegFault): RefusedJpeg {
  return { kind: "refused", fault };
}

function splitJpeg(bytes: Uint8Array): Segment[] | JpegFault {
  if (bytes[0] !== 0xff || bytes[1] !== marker.start) return "no_jpeg";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: Segment[] = [];
  let at = 2;
  while (at + 2 <= bytes.length) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return "no_jpeg";
    if (code === marker.end) return segments;
    if (code === 0xff) {
      // Any number of these may stand before a marker.
      at += 1;
    } else if (isRestart(code)) {
      at += 2;
    } else {
      if (code < 0xc0 || code === marker.start) return "no_jpeg";
      if (at + 4 > bytes.length) return "cut_off";
      const length = view.getUint16(at + 2);
      if (length < 2) return "no_jpeg";
      const headed = at + 2 + length;
      const end = code === marker.scan ? endOfScan(bytes, headed) : headed;
      segments.push({ code, at, end });
      at = end;
    }
  }
  return "cut_off";
}

/** Where the next marker begins: within a scan's data stand only zeros and restarts behind 0xff. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1] ?? 0;
    if (code !== 0 && code !== 0xff && !isRestart(code)) return at;
  }
  return bytes.length;
}

/** The only frame, which stands before all scans. */
function readFrame(bytes: Uint8Array, segments: readonly Segment[]): Frame | JpegFault {
  const parts = segments.filter(({ code }) => isFrame(code) || code === marker.scan);
  const [segment, ...scans] = parts;
  if (!segment || !isFrame(segment.code) || scans.length === 0 || scans.some(({ code }) => isFrame(code))) return "no_jpeg";
  const header = bytes.subarray(segment.at, segment.end);
  const [, , , , precision, heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, components = 0] = header;
  if (header.length !== 10 + 3 * components) return "no_jpeg";
  if (components === 4) return "four_colours";
  if (segment.code > marker.progressive || precision !== 8 || (components !== 1 && components !== 3)) return "rare_kind";
  const [width, height] = [widthHigh * 256 + widthLow, heightHigh * 256 + heightLow];
  const samplings = Array.from({ length: components }, (_, index) => header[11 + 3 * index] ?? 0);
  const [across, down] = [samplings.map((sampling) => sampling >> 4), samplings.map((sampling) => sampling & 15)];
  if (width === 0 || height === 0 || [...across, ...down].some((factor) => factor < 1 || factor > 4)) return "no_jpeg";
  const codedPixels = padded(width, 8 * Math.max(...across)) * padded(height, 8 * Math.max(...down));
  return { width, height, components, isProgressive: segment.code === marker.progressive, codedPixels };
}

function findExcess({ width, height, components, isProgressive, codedPixels }: Frame, segments: readonly Segment[]): JpegFault | undefined {
  if (width * height > mostPixels || Math.max(width, height) > longestEdge) return "too_large";
  const scans = segments.filter(({ code }) => code === marker.scan).length;
  // Each component of a sequential picture is in one scan.
  const most = isProgressive ? mostScans : components;
  return scans > most || scans * codedPixels > mostScannedPixels ? "too_many_scans" : undefined;
}

function padded(length: number, step: number): number {
  return Math.ceil(length / step) * step;
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}

/** A start of frame: C0 to CF without the tables DHT, JPG and DAC. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

/** Comments, and application data but for the two that say how colours are to be read. */
function isAside(code: number): boolean {
  return code === marker.comment || (code >= 0xe0 && code <= 0xef && code !== marker.jfif && code !== marker.adobe);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
