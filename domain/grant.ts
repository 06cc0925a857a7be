/** The playback grant: which files of one recording may be fetched, how much of each, until when. As bytes it is what gets signed. */
import { decodeId, encodeId } from "./ids.ts";
import { ladder, tiers, type Tier } from "./ladder.ts";

export type GrantedFile = {
  tier: Tier;
  /** How many bytes from the file's start may be served; a preview is shorter than the stored object and is complete in itself. */
  bytes: number;
};

export type PlaybackGrant = {
  /** Milliseconds since 1970, in whole seconds: from this instant on it is worth nothing. */
  expiresAt: number;
  /** 22 base62 characters. */
  recordingId: string;
  /** Milliseconds since 1970, in whole seconds: `Last-Modified` of the recording's files. */
  publishedAt: number;
  files: readonly GrantedFile[];
};

/** A grant together with the number of the key that signs it, 0–255. */
export type KeyedGrant = { keyId: number; grant: PlaybackGrant };

const version = 1;
const idBytes = 16;
/** Version, key id, expiry, recording, publication. */
const headBytes = 1 + 1 + 4 + idBytes + 4;
/** Tier number and a 40-bit length. */
const fileBytes = 1 + 5;
const largestFile = 2 ** 40 - 1;
const expiryStepMs = 15 * 60 * 1000;
/** A short track's grant outlasts a pause too. */
const shortestGrantMs = 5 * 60 * 1000;

/**
 * Rounded up to a quarter of an hour, so that a URL repeats and the listener's browser finds it in its cache; at least twice
 * the track's length and five minutes away, so that a pause in the middle seldom needs a new one.
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970
 */
export function grantExpiry(now: number, durationMs: number): number {
  return Math.ceil((now + Math.max(2 * durationMs, shortestGrantMs)) / expiryStepMs) * expiryStepMs;
}

/**
 * Big-endian: version u8, key id u8, expiry u32 (seconds), recording 16 bytes, publication u32 (seconds), then for each file
 * tier number u8 (its place in `tiers`) and length u40. The files are put in ladder order: equal grants have equal bytes.
 * @throws RangeError when a value does not fit its field, an instant has a fraction of a second, or a tier is named twice
 */
export function encodeGrant({ keyId, grant }: KeyedGrant): Uint8Array<ArrayBuffer> {
  const recording = decodeId(grant.recordingId);
  if (!recording) throw new RangeError("not the id of a recording");
  const files = grant.files.map((file) => ({ tierNumber: tiers.indexOf(file.tier), bytes: file.bytes }));
  if (new Set(files.map((file) => file.tierNumber)).size !== files.length) throw new RangeError("a tier is named twice");
  const bytes = new Uint8Array(headBytes + files.length * fileBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint8(1, checked(keyId, 255));
  view.setUint32(2, checked(grant.expiresAt / 1000, 2 ** 32 - 1));
  bytes.set(recording, 6);
  view.setUint32(22, checked(grant.publishedAt / 1000, 2 ** 32 - 1));
  for (const [index, file] of files.toSorted((a, b) => a.tierNumber - b.tierNumber).entries()) {
    const offset = headBytes + index * fileBytes;
    view.setUint8(offset, file.tierNumber);
    view.setUint8(offset + 1, Math.floor(checked(file.bytes, largestFile) / 2 ** 32));
    view.setUint32(offset + 2, file.bytes % 2 ** 32);
  }
  return bytes;
}

function checked(value: number, most: number): number {
  if (!Number.isInteger(value) || value < 0 || value > most) throw new RangeError(`${value} does not fit into 0–${most}`);
  return value;
}

/** @returns undefined when the bytes are not a grant of this version */
export function decodeGrant(bytes: Uint8Array): KeyedGrant | undefined {
  if (bytes.length < headBytes || (bytes.length - headBytes) % fileBytes !== 0 || bytes[0] !== version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files: GrantedFile[] = [];
  for (let offset = headBytes; offset < bytes.length; offset += fileBytes) {
    const tier = tiers[view.getUint8(offset)];
    if (!tier) return undefined;
    files.push({ tier, bytes: view.getUint8(offset + 1) * 2 ** 32 + view.getUint32(offset + 2) });
  }
  const grant = {
    expiresAt: view.getUint32(2) * 1000,
    recordingId: encodeId(bytes.subarray(6, 6 + idBytes)),
    publishedAt: view.getUint32(22) * 1000,
    files,
  };
  return { keyId: view.getUint8(1), grant };
}

/** What the grant permits of that file of that recording, or undefined when it permits nothing. */
export function permittedFile(grant: PlaybackGrant, recordingId: string, fileName: string): GrantedFile | undefined {
  if (grant.recordingId !== recordingId) return undefined;
  return grant.files.find((file) => ladder[file.tier].file === fileName);
}
