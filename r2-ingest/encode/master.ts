/** A master being read: its audio stream's packets, or the PCM they decode to. */
import { AV_CHANNEL_ORDER_UNSPEC } from "node-av/constants";
import {
  avChannelLayoutDefault,
  avChannelLayoutDescribe,
  avGetSampleFmtName,
  Codec,
  CodecContext,
  FormatContext,
  type Frame,
  type Packet,
  type Stream,
} from "node-av/lib";
import { AVMEDIA_TYPE_AUDIO, check, isDrained, isEndOfFile, newFrame, newPacket, present } from "./native.ts";
import { oggHasEnd } from "./ogg-end.ts";
import type { MasterFormat } from "./plan.ts";

/** A file that cannot become a recording. The message says why, for whoever delivered it. */
export class MasterError extends Error {}

const losslessCodecs = /^(pcm_(?!alaw|mulaw)|flac$|alac$|wavpack$|tta$|ape$)/;

export class Master {
  readonly #format: FormatContext;
  readonly stream: Stream;
  readonly codecName: string;
  /** What went wrong while reading or decoding, in the order it happened; music around it is kept. */
  readonly faults: string[] = [];
  readonly #path: string;
  #decoder: CodecContext | undefined;

  /** @throws MasterError when it is no audio that FFmpeg can read, or protected */
  constructor(path: string) {
    this.#path = path;
    this.#format = new FormatContext();
    try {
      check(this.#format.openInputSync(path), "open");
      check(this.#format.findStreamInfoSync(), "probe");
    } catch (error) {
      throw new MasterError("not audio, or broken: no container could be recognised", { cause: error });
    }
    const index = this.#format.findBestStream(AVMEDIA_TYPE_AUDIO);
    const stream = index < 0 ? undefined : this.#format.streams[index];
    if (!stream) throw new MasterError("it holds no audio");
    if (/^(drm[si]|enca|p608)$/.test(stream.codecpar.codecTagString ?? "")) throw new MasterError("it is protected by DRM");
    this.stream = stream;
    this.codecName = Codec.findDecoder(stream.codecpar.codecId)?.name?.replace(/float$/, "") ?? "unknown";
    if (stream.codecpar.sampleRate <= 0 || stream.codecpar.channels <= 0) throw new MasterError("broken: its audio format is not known");
  }

  get #isOgg(): boolean {
    return this.#format.iformat?.name === "ogg";
  }

  get format(): MasterFormat {
    const { codecpar, duration, timeBase } = this.stream;
    const lossless = losslessCodecs.test(this.codecName);
    const bits = codecpar.bitsPerRawSample || codecpar.bitsPerCodedSample;
    const streamSeconds = duration > 0n ? (Number(duration) * timeBase.num) / timeBase.den : Number(this.#format.duration) / 1_000_000;
    return {
      sampleRate: codecpar.sampleRate,
      channels: codecpar.channels,
      bitsPerSample: lossless ? bits || 16 : undefined,
      duration: Math.max(0, streamSeconds),
    };
  }

  /** The audio stream's packets; the packet is only valid until the next one. */
  *packets(): Generator<Packet> {
    const packet = newPacket();
    try {
      for (;;) {
        const code = this.#format.readFrameSync(packet);
        if (code < 0) {
          if (!isEndOfFile(code)) this.faults.push("reading stopped at damaged data");
          else if (this.#isOgg && oggHasEnd(this.#path) === false) this.faults.push("the file stops before the stream's end");
          return;
        }
        if (packet.streamIndex === this.stream.index) yield packet;
        packet.unref();
      }
    } finally {
      packet.free();
    }
  }

  /** Decoded frames, their times replaced by a gapless count of samples; the frame is only valid until the next one. */
  *frames(): Generator<Frame> {
    const decoder = this.#openDecoder();
    const frame = newFrame();
    const clock = { pts: 0n };
    try {
      for (const packet of this.packets()) {
        if (decoder.sendPacketSync(packet) < 0) this.faults.push("a packet could not be decoded");
        else yield* this.#received(decoder, frame, clock);
      }
      decoder.sendPacketSync(null);
      yield* this.#received(decoder, frame, clock);
    } finally {
      frame.free();
    }
  }

  *#received(decoder: CodecContext, frame: Frame, clock: { pts: bigint }): Generator<Frame> {
    for (;;) {
      try {
        if (isDrained(decoder.receiveFrameSync(frame), "decode")) return;
      } catch {
        this.faults.push("a packet could not be decoded");
        return;
      }
      frame.pts = clock.pts;
      clock.pts += BigInt(frame.nbSamples);
      // Some containers say how many channels there are and not which; the usual order is all that is left to assume.
      if (frame.channelLayout.order === AV_CHANNEL_ORDER_UNSPEC) frame.channelLayout = avChannelLayoutDefault(frame.channels);
      yield frame;
      frame.unref();
    }
  }

  #openDecoder(): CodecContext {
    const codec = Codec.findDecoder(this.stream.codecpar.codecId);
    if (!codec) throw new MasterError(`FFmpeg has no decoder for ${this.codecName}`);
    const decoder = new CodecContext();
    decoder.allocContext3(codec);
    check(decoder.parametersToContext(this.stream.codecpar), "decoder parameters");
    decoder.pktTimebase = this.stream.timeBase;
    decoder.threadCount = 1;
    try {
      check(decoder.open2Sync(codec, null), "decoder");
    } catch (error) {
      throw new MasterError("broken: its decoder cannot be set up", { cause: error });
    }
    this.#decoder = decoder;
    return decoder;
  }

  close(): void {
    this.#decoder?.freeContext();
    this.#format.closeInputSync();
  }
}

/** How a frame's PCM is named in a filter graph. */
export function describeFrame(frame: Frame): { sampleRate: number; sampleFormat: string; layout: string } {
  return {
    sampleRate: frame.sampleRate,
    sampleFormat: present(avGetSampleFmtName(frame.format as Parameters<typeof avGetSampleFmtName>[0]), "sample format"),
    layout: present(avChannelLayoutDescribe(frame.channelLayout), "channel layout"),
  };
}
