/** One rendition in the making: PCM frames in, a file out. */
import { FF_ENCODER_AAC, FF_ENCODER_FLAC, FF_ENCODER_LIBOPUS, FF_ENCODER_LIBVORBIS } from "node-av/constants";
import { Codec, CodecContext, Dictionary, FormatContext, Rational, type Frame, type Stream } from "node-av/lib";
import { ladder } from "../../domain/ladder.ts";
import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVFMT_FLAG_BITEXACT,
  check,
  isDrained,
  newPacket,
  present,
} from "./native.ts";
import { fragmentSeconds, pageSeconds, type TierPlan } from "./plan.ts";

const encoders = { aac: FF_ENCODER_AAC, libvorbis: FF_ENCODER_LIBVORBIS, libopus: FF_ENCODER_LIBOPUS, flac: FF_ENCODER_FLAC };

/** What an encoder knows when its file is closed. */
export type Encoded = { samples: number; encoderDelay: number; sampleRate: number; channels: number };

/**
 * `OpusHead` (RFC 7845, section 5.1) with a pre-skip of 0. Chromium drops the pre-skip by itself, but only where it sets its decoder up, and
 * a source buffer's window drops it again: joins came 312 samples early. Without it Opus is placed as AAC is, by its `encoder_delay` alone.
 */
function withoutPreSkip(header: Buffer): Buffer {
  const patched = Buffer.from(header);
  patched.writeUInt16LE(0, 10);
  return patched;
}

export class TierEncoder {
  readonly plan: TierPlan;
  readonly path: string;
  readonly #duration: number;
  readonly #codec = new CodecContext();
  readonly #output = new FormatContext();
  readonly #packet = newPacket();
  #stream: Stream | undefined;
  #samples = 0;
  #channels = 0;
  #encoderDelay = 0;
  #nextPts = 0n;
  #closed = false;

  /** @param duration seconds that the whole will last, about: decides how long fragments are */
  constructor(plan: TierPlan, path: string, duration: number) {
    this.plan = plan;
    this.path = path;
    this.#duration = duration;
  }

  encode(frame: Frame): void {
    this.#stream ??= this.#open(frame);
    this.#samples += frame.nbSamples;
    check(this.#codec.sendFrameSync(frame), `${this.plan.tier}: send`);
    this.#drain(this.#stream);
  }

  /** Writes what is left and closes the file. @throws when no sample ever came */
  finish(): Encoded {
    const stream = present(this.#stream, `music for ${this.plan.tier}`);
    check(this.#codec.sendFrameSync(null), `${this.plan.tier}: flush`);
    this.#drain(stream);
    check(this.#output.writeTrailerSync(), `${this.plan.tier}: trailer`);
    const { sampleRate } = this.plan;
    this.close();
    return { samples: this.#samples, encoderDelay: this.#encoderDelay, sampleRate, channels: this.#channels };
  }

  /** May be called again: FFmpeg's own contexts may not be freed twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#stream) this.#output.closeOutputSync();
    this.#stream = undefined;
    this.#output.freeContext();
    this.#codec.freeContext();
    this.#packet.free();
  }

  /** The encoder opens at the first frame, which alone knows the PCM's exact form. */
  #open(frame: Frame): Stream {
    const { container } = ladder[this.plan.tier];
    const { bitrate } = this.plan;
    const encoder = present(Codec.findEncoderByName(encoders[this.plan.encoder]), `encoder ${this.plan.encoder}`);
    const codec = this.#codec;
    codec.allocContext3(encoder);
    codec.sampleRate = frame.sampleRate;
    codec.sampleFormat = frame.format as typeof codec.sampleFormat;
    codec.channelLayout = frame.channelLayout;
    codec.timeBase = new Rational(1, frame.sampleRate);
    codec.threadCount = 1;
    if (bitrate !== undefined) codec.bitRate = BigInt(bitrate);
    // Left alone, FLAC's block length follows the sample rate; encoders with a frame length of their own overwrite this.
    codec.frameSize = this.plan.frameSize;
    if (this.plan.sampleFormat === "s32") codec.bitsPerRawSample = 24;
    // The same master gives the same bytes: no version strings, no random serial numbers.
    codec.setFlags(AV_CODEC_FLAG_BITEXACT);
    if (container === "mp4") codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    // Not as the dictionary that open2 takes: FFmpeg frees it there, and node-av 6.1 once more when its wrapper is collected.
    for (const [name, value] of Object.entries(this.plan.options)) check(codec.setOption(name, value), `${this.plan.tier}: ${name}`);
    check(codec.open2Sync(encoder, null), `${this.plan.tier}: encoder`);
    this.#channels = codec.channels;
    return this.#openFile(container);
  }

  #openFile(container: "mp4" | "ogg"): Stream {
    const output = this.#output;
    check(output.allocOutputContext2(null, container, this.path), "container");
    output.setFlags(AVFMT_FLAG_BITEXACT);
    const stream = output.newStream(null);
    check(stream.codecpar.fromContext(this.#codec), "stream parameters");
    stream.timeBase = this.#codec.timeBase;
    if (this.plan.wholeFrames) this.#encoderDelay = stream.codecpar.initialPadding;
    if (this.plan.encoder === "libopus") stream.codecpar.extradata = withoutPreSkip(present(stream.codecpar.extradata, "Opus header"));
    check(output.openOutputSync(), "create file");
    const options =
      container === "mp4"
        ? {
            movflags: "+empty_moov+default_base_moof+global_sidx+dash",
            frag_duration: String(fragmentSeconds(this.#duration) * 1_000_000),
          }
        : { page_duration: String(pageSeconds * 1_000_000), serial_offset: "1" };
    check(output.writeHeaderSync(Dictionary.fromObject(options)), "file header");
    return stream;
  }

  #drain(stream: Stream): void {
    const packet = this.#packet;
    for (;;) {
      if (isDrained(this.#codec.receivePacketSync(packet), this.plan.tier)) return;
      if (this.plan.wholeFrames) {
        // FFmpeg shortens the last frame and shifts the first before zero; decoders do neither. A timeline of whole frames from
        // zero, with exact counts kept beside the file, is the one on which joins can be computed to the sample.
        packet.freeSideData();
        packet.pts = this.#nextPts;
        packet.dts = this.#nextPts;
        packet.duration = BigInt(this.plan.frameSize);
        this.#nextPts += packet.duration;
      }
      packet.rescaleTs(this.#codec.timeBase, stream.timeBase);
      packet.streamIndex = stream.index;
      check(this.#output.writeFrameSync(packet), `${this.plan.tier}: write`);
      packet.unref();
    }
  }
}
