/** FFmpeg's own work for a ladder and nothing else: decode, resample, encode, measure loudness; packets are thrown away. */
import {
  FF_ENCODER_AAC,
  FF_ENCODER_FLAC,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVORBIS,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
} from "node-av/constants";
import {
  avGetSampleFmtName,
  Codec,
  CodecContext,
  FFmpegError,
  FilterGraph,
  FormatContext,
  Frame,
  Packet,
  Rational,
  type FilterContext,
} from "node-av/lib";
import type { TierPlan } from "../../r2-ingest/encode/plan.ts";

const codecs = { aac: FF_ENCODER_AAC, flac: FF_ENCODER_FLAC, libopus: FF_ENCODER_LIBOPUS, libvorbis: FF_ENCODER_LIBVORBIS };

function drained(code: number): boolean {
  if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return true;
  FFmpegError.throwIfError(code, "floor");
  return false;
}

function here<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("FFmpeg lacks a part");
  return value;
}

type Encoder = { plan: TierPlan; sink: FilterContext; context: CodecContext; packets: number };

function openEncoder(plan: TierPlan, frame: Frame): CodecContext {
  const context = new CodecContext();
  const codec = here(Codec.findEncoderByName(codecs[plan.encoder]));
  context.allocContext3(codec);
  context.sampleRate = frame.sampleRate;
  context.sampleFormat = frame.format as typeof context.sampleFormat;
  context.channelLayout = frame.channelLayout;
  context.timeBase = new Rational(1, frame.sampleRate);
  context.threadCount = 1;
  context.frameSize = plan.frameSize;
  if (plan.bitrate !== undefined) context.bitRate = BigInt(plan.bitrate);
  context.setFlags(AV_CODEC_FLAG_BITEXACT, AV_CODEC_FLAG_GLOBAL_HEADER);
  for (const [name, value] of Object.entries(plan.options)) FFmpegError.throwIfError(context.setOption(name, value), name);
  FFmpegError.throwIfError(context.open2Sync(codec, null), "encoder");
  return context;
}

function openGraph(
  frame: Frame,
  plans: readonly TierPlan[],
): { graph: FilterGraph; sinks: FilterContext[]; meter: FilterContext; source: FilterContext } {
  const format = here(avGetSampleFmtName(frame.format as Parameters<typeof avGetSampleFmtName>[0]));
  const input = `abuffer@in=time_base=1/${frame.sampleRate}:sample_rate=${frame.sampleRate}:sample_fmt=${format}:channel_layout=stereo`;
  const branches = plans.map(
    (plan, index) =>
      `[b${index}]aresample=${plan.sampleRate},aformat=sample_fmts=${plan.sampleFormat},asetnsamples=n=${plan.frameSize}:p=0,abuffersink@s${index}`,
  );
  const split = `${input},asplit=${plans.length + 1}${plans.map((_, index) => `[b${index}]`).join("")}[m]`;
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  FFmpegError.throwIfError(
    graph.parsePtr([split, ...branches, "[m]ebur128=peak=true:framelog=quiet,asetnsamples=n=8192:p=0,abuffersink@meter"].join(";")),
    "graph",
  );
  FFmpegError.throwIfError(graph.configSync(), "graph");
  const sinks = plans.map((_, index) => here(graph.getFilter(`abuffersink@s${index}`)));
  return { graph, sinks, meter: here(graph.getFilter("abuffersink@meter")), source: here(graph.getFilter("abuffer@in")) };
}

/** @param path of a stereo file @returns packets made, as a sign that work was done */
export function floorLadder(path: string, plans: readonly TierPlan[]): number {
  const input = new FormatContext();
  FFmpegError.throwIfError(input.openInputSync(path), "open");
  FFmpegError.throwIfError(input.findStreamInfoSync(), "probe");
  const stream = here(input.streams[input.findBestStream(AVMEDIA_TYPE_AUDIO)]);
  const codec = here(Codec.findDecoder(stream.codecpar.codecId));
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.threadCount = 1;
  FFmpegError.throwIfError(decoder.open2Sync(codec, null), "decoder");
  const [packet, made, frame, pcm] = [new Packet(), new Packet(), new Frame(), new Frame()];
  for (const each of [packet, made, frame, pcm]) each.alloc();
  let opened: ReturnType<typeof openGraph> | undefined;
  const encoders = new Map<number, Encoder>();
  let packets = 0;
  let pts = 0n;

  const drain = (context: CodecContext): void => {
    while (!drained(context.receivePacketSync(made))) {
      packets++;
      made.unref();
    }
  };
  const pull = (): void => {
    for (const [index, sink] of (opened?.sinks ?? []).entries()) {
      const plan = here(plans[index]);
      while (!drained(sink.buffersinkGetFrameSync(pcm))) {
        const encoder = encoders.get(index) ?? { plan, sink, context: openEncoder(plan, pcm), packets: 0 };
        encoders.set(index, encoder);
        FFmpegError.throwIfError(encoder.context.sendFrameSync(pcm), plan.tier);
        drain(encoder.context);
        pcm.unref();
      }
    }
    const meter = opened?.meter;
    if (meter) while (!drained(meter.buffersinkGetFrameSync(pcm))) pcm.unref();
  };
  const receive = (): void => {
    while (!drained(decoder.receiveFrameSync(frame))) {
      opened ??= openGraph(frame, plans);
      frame.pts = pts;
      pts += BigInt(frame.nbSamples);
      FFmpegError.throwIfError(opened.source.buffersrcAddFrameSync(frame), "push");
      pull();
    }
  };

  while (input.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === stream.index) {
      FFmpegError.throwIfError(decoder.sendPacketSync(packet), "decode");
      receive();
    }
    packet.unref();
  }
  decoder.sendPacketSync(null);
  receive();
  opened?.source.buffersrcAddFrameSync(null);
  pull();
  for (const { context } of encoders.values()) {
    context.sendFrameSync(null);
    drain(context);
    context.freeContext();
  }
  opened?.graph.free();
  decoder.freeContext();
  input.closeInputSync();
  for (const each of [packet, made, frame, pcm]) each.free();
  return packets;
}
