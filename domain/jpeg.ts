/** Reads as much of a JPEG (ITU-T T.81, annex B) as tells its size and what it carries besides the picture. */

export type Jpeg = {
  width: number;
  height: number;
  /** The same picture without what cameras and editors write beside it: places, devices, thumbnails. */
  bare: Uint8Array<ArrayBuffer>;
};

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, comment: 0xfe, jfif: 0xe0, adobe: 0xee };

/** @returns undefined when the bytes are not one whole JPEG */
export function readJpeg(bytes: Uint8Array): Jpeg | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== marker.start || bytes.at(-2) !== 0xff || bytes.at(-1) !== marker.end) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let size: { width: number; height: number } | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const code = bytes[at + 1] ?? 0;
    const end = at + 2 + view.getUint16(at + 2);
    if (bytes[at] !== 0xff || end <= at + 3 || end > bytes.length) return undefined;
    if (code === marker.scan) {
      // Whatever follows is the picture itself.
      kept.push(bytes.subarray(at));
      return size && { ...size, bare: join(kept) };
    }
    if (isFrame(code)) {
      if (size || end < at + 9) return undefined;
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (!isAside(code)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
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
