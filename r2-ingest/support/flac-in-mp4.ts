/** Unwraps FLAC from fMP4 (the encapsulation of FLAC in ISO BMFF), so that a plain FLAC decoder can read it. */

/** @param mp4 a file with one FLAC track @returns a native FLAC stream: marker, STREAMINFO, frames */
export function unwrapFlac(mp4: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < mp4.length;) {
    const size = mp4.readUInt32BE(at);
    if (mp4.toString("latin1", at + 4, at + 8) === "mdat") frames.push(mp4.subarray(at + 8, at + size));
    at += size;
  }
  // dfLa: size, type, version and flags, then metadata blocks; STREAMINFO is the first, 4 bytes of header and 34 of content.
  const box = mp4.indexOf("dfLa", 0, "latin1");
  const streamInfo = Buffer.from(mp4.subarray(box + 8, box + 8 + 38));
  streamInfo[0] = 0x80;
  return Buffer.concat([Buffer.from("fLaC", "latin1"), streamInfo, ...frames]);
}
