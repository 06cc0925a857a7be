/** Ogg Vorbis to samples, from any moment on, to the sample. */
import { setImmediate } from "node:timers/promises";
import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import type { Download } from "./download.ts";
import { findMusic, findPageBefore, findPages } from "./ogg.ts";

/** `first`: the place in the track of the first of them. */
export type Samples = { first: number; channels: Float32Array[] };

/** So much is decoded at once, bytes: some milliseconds of work. */
const atOnce = 8192;

/** What lies so near the beginning is reached soonest from there, samples. */
const nearBeginning = 3 * 48_000;

/** @param target the first sample that is wanted */
export async function* decodeFrom(download: Download, target: number): AsyncGenerator<Samples> {
  const { rendition } = download.granted;
  const head = await download.read(rendition.head.offset, rendition.head.length);
  const music = findMusic(head);
  const decoder = await createDecoder(head.subarray(0, music));
  try {
    let at = 0;
    let pieces = startingWith(head.subarray(music), download.from(head.length));
    if (target > nearBeginning) {
      const until = { byte: rendition.bytes, sample: rendition.samples };
      const from = { byte: music, sample: 0 };
      const offset = await findPageBefore((byte, length) => download.read(byte, length), target, from, until);
      const { rest, first } = await readFirstPage(download.from(offset));
      if (offset !== music) at = await findFirstSample(head.subarray(0, music), first);
      pieces = startingWith(rest, download.from(offset + rest.length));
    }
    for await (const piece of inTurns(pieces)) {
      const { channelData, samplesDecoded } = await decoder.decode(piece);
      yield* between({ first: at, channels: channelData }, target, rendition.samples);
      at += samplesDecoded;
    }
    const { channelData } = await decoder.flush();
    yield* between({ first: at, channels: channelData }, target, rendition.samples);
  } finally {
    decoder.free();
  }
}

async function createDecoder(headers: Uint8Array): Promise<OggVorbisDecoder> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  await decoder.decode(headers);
  return decoder;
}

/** Little by little: whatever has to happen at its moment gets its turn in between. */
async function* inTurns(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += atOnce) {
      yield piece.subarray(at, at + atOnce);
      await setImmediate();
    }
  }
}

async function* startingWith(first: Uint8Array, others: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* others;
}

async function readFirstPage(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ rest: Uint8Array; first: { bytes: Uint8Array; granule: number } }> {
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    rest = Buffer.concat([rest, piece]);
    const [page] = findPages(rest);
    if (page) return { rest, first: { bytes: rest.subarray(page.start, page.start + page.length), granule: page.granule } };
  }
  throw new Error("there is no page where one was seen");
}

/**
 * A page says at which sample it ends; a decoder that begins with it loses the first packet, which it has nothing to overlap with. So
 * the page is decoded by itself to see how much comes out of it.
 */
async function findFirstSample(headers: Uint8Array, { bytes, granule }: { bytes: Uint8Array; granule: number }): Promise<number> {
  const decoder = await createDecoder(headers);
  try {
    const { samplesDecoded } = await decoder.decode(bytes);
    return granule - samplesDecoded - (await decoder.flush()).samplesDecoded;
  } finally {
    decoder.free();
  }
}

/** Those of them that are wanted: an encoder pads the last packet, and a decoder begins a little early. */
function* between({ first, channels }: Samples, from: number, until: number): Generator<Samples> {
  const length = channels[0]?.length ?? 0;
  const [start, end] = [Math.max(first, from), Math.min(first + length, until)];
  if (end > start) yield { first: start, channels: channels.map((channel) => channel.subarray(start - first, end - first)) };
}
