/** 128-bit identifiers in base62, as the Web API's clients expect them, that carry the slice of the database they live in. */

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digits = new Map(Array.from(alphabet, (character, value) => [character, BigInt(value)]));
const idLength = 22;
const idBytes = 16;

/** Number of virtual slices; the top ten bits of an id name its slice. */
export const sliceCount = 1024;

export const idPattern = /^[0-9A-Za-z]{22}$/;

const resourceTypes = ["album", "artist", "episode", "playlist", "show", "track", "user"] as const;
export type ResourceType = (typeof resourceTypes)[number];

/** @param bytes 16 bytes, big-endian @returns 22 base62 characters */
export function encodeId(bytes: Uint8Array): string {
  if (bytes.length !== idBytes) throw new RangeError(`an id has ${idBytes} bytes, not ${bytes.length}`);
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return write(value);
}

function write(value: bigint): string {
  let text = "";
  let rest = value;
  for (let index = 0; index < idLength; index++) {
    text = (alphabet[Number(rest % 62n)] ?? "") + text;
    rest /= 62n;
  }
  return text;
}

/** @returns the id's 16 bytes, or undefined when the text is not an id (wrong length, alphabet, or more than 128 bits) */
export function decodeId(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!idPattern.test(text)) return undefined;
  let value = 0n;
  for (const character of text) value = value * 62n + (digits.get(character) ?? 0n);
  if (value >> 128n !== 0n) return undefined;
  const bytes = new Uint8Array(idBytes);
  for (let index = idBytes - 1; index >= 0; index--) {
    bytes[index] = Number(value & 255n);
    value >>= 8n;
  }
  return bytes;
}

export function isId(text: string): boolean {
  return decodeId(text) !== undefined;
}

/** @returns the slice an id lives in, 0–1023, or undefined when the text is not an id */
export function sliceOf(id: string): number | undefined {
  const bytes = decodeId(id);
  if (!bytes) return undefined;
  return ((bytes[0] ?? 0) << 2) | ((bytes[1] ?? 0) >> 6);
}

/**
 * The id that a digest names in a slice: the digest's bits with the top ten replaced.
 * @param digest at least 16 bytes
 */
export function idInSlice(slice: number, digest: Uint8Array): string {
  if (!Number.isInteger(slice) || slice < 0 || slice >= sliceCount) throw new RangeError(`no slice ${slice}`);
  const bytes = digest.slice(0, idBytes);
  bytes[0] = slice >> 2;
  bytes[1] = ((slice & 3) << 6) | ((bytes[1] ?? 0) & 63);
  return encodeId(bytes);
}

/** `nearfield:track:<id>` */
export function uriOf(type: ResourceType, id: string): string {
  return `nearfield:${type}:${id}`;
}

/** Reads `nearfield:<type>:<id>` and, for clients of the Spotify Web API, `spotify:<type>:<id>`. */
export function parseUri(uri: string): { type: ResourceType; id: string } | undefined {
  const [, named, id = ""] = /^(?:nearfield|spotify):([a-z]+):([0-9A-Za-z]{22})$/.exec(uri) ?? [];
  const type = resourceTypes.find((candidate) => candidate === named);
  return type && isId(id) ? { type, id } : undefined;
}

/**
 * One of so many equal parts of all ids, as texts sort them.
 * @returns `from` inclusive, `until` exclusive; undefined where there is no end
 */
export function idRange(part: number, parts: number): { from: string; until: string | undefined } {
  const at = (index: number): string => write((BigInt(index) << 128n) / BigInt(parts));
  return { from: at(part), until: part + 1 < parts ? at(part + 1) : undefined };
}
