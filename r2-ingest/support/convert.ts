/** Masters of every kind for tests: a WAV file re-encoded into a container, with tags. */
import {
  FF_ENCODER_AAC,
  FF_ENCODER_ALAC,
  FF_ENCODER_FLAC,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVORBIS,
  FF_ENCODER_PCM_S16BE,
  FF_ENCODER_PCM_S16LE,
} from "node-av/constants";
import { Codec, CodecContext, Dictionary, FormatContext, Rational, type Frame, type Stream } from "node-av/lib";
import { describeGraph, Graph } from "../encode/graph.ts";
import { describeFrame, Master } from "../encode/master.ts";
import { AV_CODEC_FLAG_GLOBAL_HEADER, check, isDrained, newFrame, newPacket, present } from "../encode/native.ts";
import type { SampleFormat } from "../encode/plan.ts";

export type Kind = "wav" | "aiff" | "flac" | "mp3" | "ogg" | "opus" | "m4a" | "alac";

type Recipe = {
  muxer: string;
  encoder: Parameters<typeof Codec.findEncoderByName>[0];
  sampleFormat: SampleFormat | "s16p";
  frameSize: number;
  sampleRate: number;
};

const recipes: Record<Kind, Recipe> = {
  wav: { muxer: "wav", encoder: FF_ENCODER_PCM_S16LE, sampleFormat: "s16", frameSize: 4096, sampleRate: 44_100 },
  aiff: { muxer: "aiff", encoder: FF_ENCODER_PCM_S16BE, sampleFormat: "s16", frameSize: 4096, sampleRate: 44_100 },
  flac: { muxer: "flac", encoder: FF_ENCODER_FLAC, sampleFormat: "s16", frameSize: 4096, sampleRate: 44_100 },
  mp3: { muxer: "mp3", encoder: FF_ENCODER_LIBMP3LAME, sampleFormat: "fltp", frameSize: 1152, sampleRate: 44_100 },
  ogg: { muxer: "ogg", encoder: FF_ENCODER_LIBVORBIS, sampleFormat: "fltp", frameSize: 64, sampleRate: 44_100 },
  opus: { muxer: "opus", encoder: FF_ENCODER_LIBOPUS, sampleFormat: "flt", frameSize: 960, sampleRate: 48_000 },
  m4a: { muxer: "ipod", encoder: FF_ENCODER_AAC, sampleFormat: "fltp", frameSize: 1024, sampleRate: 44_100 },
  alac: { muxer: "ipod", encoder: FF_ENCODER_ALAC, sampleFormat: "s16p", frameSize: 4096, sampleRate: 44_100 },
};

/** @param tags FFmpeg's generic names: title, artist, album, track, disc, date, … */
export function convert(source: string, target: string, kind: Kind, tags: Record<string, string> = {}): void {
  const recipe = recipes[kind];
  const master = new Master(source);
  const codec = new CodecContext();
  const output = new FormatContext();
  check(output.allocOutputContext2(null, recipe.muxer, target), recipe.muxer);
  output.metadata = Dictionary.fromObject(tags);
  const [pcm, packet] = [newFrame(), newPacket()];
  let graph: Graph | undefined;
  let stream: Stream | undefined;
  const drain = (to: Stream): void => {
    while (!isDrained(codec.receivePacketSync(packet), kind)) {
      packet.rescaleTs(codec.timeBase, to.timeBase);
      packet.streamIndex = to.index;
      check(output.writeFrameSync(packet), "write");
      packet.unref();
    }
  };
  const pull = (from: Graph): void => {
    const sink = from.node("abuffersink@out");
    while (!isDrained(sink.buffersinkGetFrameSync(pcm), "filter")) {
      stream ??= open(codec, output, recipe, pcm);
      check(codec.sendFrameSync(pcm), kind);
      drain(stream);
    }
  };
  for (const frame of master.frames()) {
    const channels = frame.channels === 1 ? 1 : 2;
    const form = { ...recipe, sampleFormat: recipe.sampleFormat as SampleFormat };
    graph ??= new Graph(
      describeGraph({ ...describeFrame(frame), channels }, new Map([["out", form]]), { measure: false, features: false }),
    );
    graph.push(frame);
    pull(graph);
  }
  const built = present(graph, "music");
  built.push(null);
  pull(built);
  check(codec.sendFrameSync(null), "flush");
  drain(present(stream, "stream"));
  check(output.writeTrailerSync(), "trailer");
  output.closeOutputSync();
  master.close();
}

function open(codec: CodecContext, output: FormatContext, { encoder, frameSize }: Recipe, frame: Frame): Stream {
  const found = present(Codec.findEncoderByName(encoder), String(encoder));
  codec.allocContext3(found);
  codec.sampleRate = frame.sampleRate;
  codec.sampleFormat = frame.format as typeof codec.sampleFormat;
  codec.channelLayout = frame.channelLayout;
  codec.timeBase = new Rational(1, frame.sampleRate);
  codec.frameSize = frameSize;
  codec.bitRate = 128_000n;
  codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  check(codec.open2Sync(found, null), "encoder");
  const stream = output.newStream(null);
  check(stream.codecpar.fromContext(codec), "parameters");
  stream.timeBase = codec.timeBase;
  check(output.openOutputSync(), "create");
  check(output.writeHeaderSync(null), "header");
  return stream;
}
