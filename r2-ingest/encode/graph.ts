/** One filter graph a master: decoded frames in, one output for each distinct form of PCM that somebody wants. */
import { FilterGraph, type FilterContext, type Frame } from "node-av/lib";
import { sampleRate as featuresSampleRate } from "../features/frames.ts";
import { check, present } from "./native.ts";
import type { SampleFormat, TierPlan } from "./plan.ts";

export type PcmForm = { sampleRate: number; sampleFormat: SampleFormat; frameSize: number };

/** Frames of the meter's branch: long, so that few calls cross into FFmpeg. */
const meterFrame = 8192;
/** Chromaprint works on 11,025 Hz mono; two minutes identify a recording. */
export const fingerprintSeconds = 120;

/** The same for plans whose encoders take the very same frames. */
export function formName(form: PcmForm): string {
  return `${form.sampleFormat}_${form.sampleRate}_${form.frameSize}`;
}

/** @returns the distinct forms of PCM that plans ask for, by name */
export function formsOf(plans: readonly TierPlan[]): Map<string, PcmForm> {
  return new Map(
    plans.map(({ sampleRate, sampleFormat, frameSize }) => [
      formName({ sampleRate, sampleFormat, frameSize }),
      { sampleRate, sampleFormat, frameSize },
    ]),
  );
}

export type GraphInput = { sampleRate: number; sampleFormat: string; layout: string; channels: 1 | 2 };

/** Branches beside those of encoders: of the loudness meter and the fingerprint, and of the audio features. */
export type Listening = { measure: boolean; features: boolean };

/** The graph in FFmpeg's own language. */
export function describeGraph(input: GraphInput, forms: ReadonlyMap<string, PcmForm>, { measure, features }: Listening): string {
  const branches: string[] = [];
  for (const [name, form] of forms) {
    branches.push(
      `aresample=${form.sampleRate},aformat=sample_fmts=${form.sampleFormat},asetnsamples=n=${form.frameSize}:p=0,abuffersink@${name}`,
    );
  }
  if (measure) {
    branches.push(
      `ebur128@loudness=peak=true:framelog=quiet,aformat=sample_fmts=fltp,asetnsamples=n=${meterFrame}:p=0,abuffersink@meter`,
      `atrim=end=${fingerprintSeconds},aresample=11025,aformat=sample_fmts=s16:channel_layouts=mono,asetnsamples=n=${meterFrame}:p=0,abuffersink@fingerprint`,
    );
  }
  if (features) {
    branches.push(
      `aformat=channel_layouts=mono,aresample=${featuresSampleRate},aformat=sample_fmts=fltp,asetnsamples=n=${meterFrame}:p=0,abuffersink@features`,
    );
  }
  const source = `abuffer@in=time_base=1/${input.sampleRate}:sample_rate=${input.sampleRate}:sample_fmt=${input.sampleFormat}:channel_layout=${input.layout}`;
  const labels = branches.map((_, index) => `[branch${index}]`);
  const split = `aformat=channel_layouts=${input.channels === 1 ? "mono" : "stereo"},asplit=${branches.length}${labels.join("")}`;
  return [`${source},${split}`, ...branches.map((branch, index) => `${labels[index] ?? ""}${branch}`)].join(";");
}

export class Graph {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;

  /** @throws FFmpegError when FFmpeg cannot build the graph */
  constructor(description: string) {
    this.#graph.alloc();
    // One track is one worker's: threads inside of it would only take turns.
    this.#graph.nbThreads = 1;
    check(this.#graph.parsePtr(description), "filter graph");
    check(this.#graph.configSync(), "filter graph");
    this.#source = this.node("abuffer@in");
  }

  node(name: string): FilterContext {
    return present(this.#graph.getFilter(name), `filter ${name}`);
  }

  /** @param frame null at the end */
  push(frame: Frame | null): void {
    check(this.#source.buffersrcAddFrameSync(frame), "filter input");
  }

  free(): void {
    this.#graph.free();
  }
}
