/** Chromaprint through FFmpeg's muxer of that name, which takes PCM and writes 32 bits for each eighth of a second or so. */
import { readFileSync } from "node:fs";
import { AV_CODEC_ID_PCM_S16LE } from "node-av/constants";
import { Dictionary, FormatContext, Rational, type Frame } from "node-av/lib";
import { AVFMT_FLAG_BITEXACT, AVMEDIA_TYPE_AUDIO, check, newPacket } from "./native.ts";

/** Chromaprint stays silent about anything shorter: its filters need some seconds. */
export class Fingerprinter {
  readonly #path: string;
  readonly #packet = newPacket();
  readonly #output = new FormatContext();
  #opened = false;
  #closed = false;
  #samples = 0n;

  /** @param path of a scratch file */
  constructor(path: string) {
    this.#path = path;
  }

  /** @param frame 16-bit mono PCM */
  add(frame: Frame): void {
    if (!this.#opened) this.#open(frame);
    const bytes = frame.data?.[0];
    if (!bytes) return;
    const packet = this.#packet;
    packet.data = bytes.subarray(0, frame.nbSamples * 2);
    packet.pts = this.#samples;
    packet.dts = this.#samples;
    packet.streamIndex = 0;
    this.#samples += BigInt(frame.nbSamples);
    check(this.#output.writeFrameSync(packet), "fingerprint");
    packet.unref();
  }

  /** @returns the raw fingerprint, little-endian 32-bit words in base64, or null where there is too little music */
  finish(): string | null {
    if (!this.#opened) return null;
    let fingerprint: Buffer;
    try {
      check(this.#output.writeTrailerSync(), "fingerprint");
      this.#output.closeOutputSync();
      fingerprint = readFileSync(this.#path);
    } catch {
      return null;
    } finally {
      this.close();
    }
    return fingerprint.length < 4 ? null : fingerprint.toString("base64");
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#opened) this.#output.freeContext();
    this.#packet.free();
  }

  #open(frame: Frame): void {
    const output = this.#output;
    check(output.allocOutputContext2(null, "chromaprint", this.#path), "chromaprint");
    output.setFlags(AVFMT_FLAG_BITEXACT);
    const stream = output.newStream(null);
    stream.codecpar.codecType = AVMEDIA_TYPE_AUDIO;
    stream.codecpar.codecId = AV_CODEC_ID_PCM_S16LE;
    stream.codecpar.sampleRate = frame.sampleRate;
    stream.codecpar.channelLayout = frame.channelLayout;
    stream.timeBase = new Rational(1, frame.sampleRate);
    check(output.openOutputSync(), "chromaprint");
    check(output.writeHeaderSync(Dictionary.fromObject({ fp_format: "raw" })), "chromaprint");
    this.#opened = true;
  }
}
