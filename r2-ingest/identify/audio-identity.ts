/** What makes a recording the same one: its encoded audio, whatever its tags say. */
import { createHash } from "node:crypto";
import { AV_CODEC_ID_VORBIS } from "node-av/constants";
import { MasterError, type Master } from "../encode/master.ts";

/**
 * The three headers of Vorbis as FFmpeg hands them on (Xiph lacing: count − 1, lengths, headers) without the second, the comments.
 * @returns the parts that decoding depends on
 */
export function withoutComments(extradata: Uint8Array): Uint8Array[] {
  if (extradata[0] !== 2) return [extradata];
  const lengths = [0, 0];
  let at = 1;
  for (const index of lengths.keys()) {
    let byte = 255;
    while (byte === 255) {
      byte = extradata[at++] ?? 0;
      lengths[index] = (lengths[index] ?? 0) + byte;
    }
  }
  const [identification = 0, comments = 0] = lengths;
  return [extradata.subarray(at, at + identification), extradata.subarray(at + identification + comments)];
}

/**
 * SHA-256 over codec, rate, channels, the codec's own headers and every packet. Where packets of PCM end is the demuxer's choice, and so
 * is not part of it.
 * @throws MasterError when the file holds no packet of audio
 */
export function audioSha256(master: Master): string {
  const { codecpar } = master.stream;
  const hash = createHash("sha256");
  hash.update(JSON.stringify(["nearfield-audio-1", master.codecName, codecpar.sampleRate, codecpar.channels]));
  const headers = codecpar.extradata ?? new Uint8Array();
  for (const part of codecpar.codecId === AV_CODEC_ID_VORBIS ? withoutComments(headers) : [headers]) hash.update(part);
  let bytes = 0;
  for (const packet of master.packets()) {
    if (!packet.data) continue;
    bytes += packet.data.length;
    hash.update(packet.data);
  }
  if (bytes === 0) throw new MasterError("empty: it holds no sound");
  return hash.digest("hex");
}
