/** Pages of an Ogg file (RFC 3533), and where in it to begin for a moment of the music. */

export type OggPage = {
  /** Where it stands in what was read, bytes. */
  start: number;
  length: number;
  /** Samples of music up to the end of the last packet that ends on it. */
  granule: number;
  /** Whether it begins amid a packet. */
  continued: boolean;
};

const headerLength = 27;
const capture = 0x4f676753;
/** A page on which no packet ends has −1 for a position. */
const nowhere = 0xffff_ffff_ffff_ffffn;

/** Whole pages in these bytes, which may begin and end amid one. */
export function findPages(bytes: Uint8Array): OggPage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pages: OggPage[] = [];
  for (let start = 0; start + headerLength <= bytes.length;) {
    const page = readPage(view, start);
    // What only looks like a page amid the music has another checksum.
    const isPage = page && checksumOf(bytes.subarray(start, start + page.length)) === view.getUint32(start + checksumAt, true);
    if (isPage) pages.push(page);
    start += isPage ? page.length : 1;
  }
  return pages;
}

const checksumAt = 22;
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder << 1) ^ (remainder & 0x80000000 ? 0x04c11db7 : 0);
  return remainder;
});

/** Of a page, whose own checksum counts as zeros (RFC 3533, section 6). */
export function checksumOf(page: Uint8Array): number {
  let sum = 0;
  for (const [at, byte] of page.entries()) {
    const counted = at >= checksumAt && at < checksumAt + 4 ? 0 : byte;
    sum = (sum << 8) ^ (remainders[(sum >>> 24) ^ counted] ?? 0);
  }
  return sum >>> 0;
}

/** @returns undefined where there is none, or not all of it */
function readPage(view: DataView, start: number): OggPage | undefined {
  if (view.getUint32(start) !== capture || view.getUint8(start + 4) !== 0) return undefined;
  const segments = view.getUint8(start + 26);
  if (start + headerLength + segments > view.byteLength) return undefined;
  let length = headerLength + segments;
  for (let segment = 0; segment < segments; segment++) length += view.getUint8(start + headerLength + segment);
  if (start + length > view.byteLength) return undefined;
  const position = view.getBigUint64(start + 6, true);
  return { start, length, granule: position === nowhere ? -1 : Number(position), continued: (view.getUint8(start + 5) & 1) === 1 };
}

/** Header pages hold no music: their position is 0. @returns where the music begins, bytes */
export function findMusic(head: Uint8Array): number {
  const first = findPages(head).find(({ granule }) => granule !== 0);
  if (!first) throw new Error("the file's head holds no music");
  return first.start;
}

type Place = { byte: number; sample: number };
type Read = (offset: number, length: number) => Promise<Uint8Array>;

/** A decoder is in step once it has had so many samples. */
const runUp = 8192;
const probeBytes = 32_768;
/** Nearer than so many samples is near enough: they are decoded and thrown away. */
const nearEnough = 3 * 48_000;

/**
 * Where to begin for a sample: a page a little before it, found by guessing from the file's average density and looking.
 * @param from where the music begins @param until the file's length and samples
 * @returns the offset of a page that a decoder can begin with
 */
export async function findPageBefore(read: Read, target: number, from: Place, until: Place): Promise<number> {
  let [low, high] = [from, until];
  const wanted = target - runUp;
  for (let guesses = 0; guesses < 12 && wanted - low.sample > nearEnough && high.byte - low.byte > probeBytes; guesses++) {
    const share = (wanted - low.sample) / Math.max(1, high.sample - low.sample);
    const guess = Math.floor(low.byte + share * (high.byte - low.byte)) - probeBytes;
    const offset = Math.min(Math.max(guess, low.byte + 1), high.byte - 1);
    const pages = findPages(await read(offset, Math.min(probeBytes, until.byte - offset))).filter(
      (page) => page.granule >= 0 && !page.continued,
    );
    const before = pages.findLast(({ granule }) => granule <= wanted);
    const first = pages[0];
    if (before) low = { byte: offset + before.start, sample: before.granule };
    else high = { byte: offset, sample: first?.granule ?? high.sample };
  }
  return low.byte;
}
