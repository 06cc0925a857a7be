/** One pass over a master: decoded once, it feeds every missing tier, the loudness meter, the PCM meter, the fingerprint and the audio features. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AV_OPT_TYPE_DOUBLE } from "node-av/constants";
import type { FilterContext, Frame } from "node-av/lib";
import type { Rendition } from "../../domain/catalogue.ts";
import { ladder, type Tier } from "../../domain/ladder.ts";
import { sha256Of, withFile } from "./byte-source.ts";
import { describeLayout } from "./file-layout.ts";
import { Analyser } from "../features/analyser.ts";
import { writeFeatures, type WrittenFeatures } from "../features/write-features.ts";
import { Fingerprinter } from "./fingerprint.ts";
import { describeGraph, formName, formsOf, Graph } from "./graph.ts";
import { describeFrame, Master, MasterError } from "./master.ts";
import { mp4Layout } from "./mp4-layout.ts";
import { isDrained, newFrame } from "./native.ts";
import { oggLayout } from "./ogg-layout.ts";
import { PcmMeter, type PcmFacts } from "./pcm-meter.ts";
import { outputChannels, planTier, wantedTiers } from "./plan.ts";
import { TierEncoder, type Encoded } from "./tier-encoder.ts";

export type Measurements = {
  integratedLufs: number | null;
  rangeLu: number;
  truePeakDbtp: number | null;
  pcm: PcmFacts;
  fingerprint: string | null;
};

export type TranscodeRequest = {
  path: string;
  tiers: readonly Tier[];
  /** A folder of its own for the files; made when it is missing. */
  directory: string;
  /** Measure loudness, peaks and fingerprint too. */
  measure: boolean;
  /** Compute audio features too. What loudness was measured before stands in for `measure`. */
  features?: { integratedLufs: number | null };
  /** Called now and then with the seconds of music done. */
  onProgress?: (seconds: number) => void;
  /** Asked at every frame: whether to give up. */
  isStopped?: () => boolean;
};

export type TranscodeResult = {
  /** Samples of the master, at its own rate. */
  samples: number;
  /** Seconds that the container promises. */
  declaredDuration: number;
  faults: string[];
  renditions: { rendition: Rendition; path: string }[];
  measurements: Measurements | null;
  features: WrittenFeatures | null;
};

/** EBU R128's gate: what lies below −70 LUFS is silence, and FFmpeg answers −70 for it. */
const silenceLufs = -70;

/** @throws MasterError when the file gives no music, Error when stopped */
export function transcode(request: TranscodeRequest): TranscodeResult {
  const master = new Master(request.path);
  const pass = new Pass(master, request);
  try {
    const { sampleRate } = master.format;
    let reported = 0;
    for (const frame of master.frames()) {
      if (request.isStopped?.()) throw new Error("stopped");
      pass.feed(frame);
      const seconds = pass.samples / sampleRate;
      if (seconds - reported >= 2) request.onProgress?.((reported = seconds));
    }
    return pass.finish();
  } finally {
    pass.free();
    master.close();
  }
}

type Branch = { sink: FilterContext; take: (frame: Frame) => void };

class Pass {
  readonly #master: Master;
  readonly #request: TranscodeRequest;
  readonly #encoders: TierEncoder[];
  readonly #fingerprinter: Fingerprinter | undefined;
  readonly #output = newFrame();
  #graph: Graph | undefined;
  #branches: Branch[] = [];
  #meter: PcmMeter | undefined;
  readonly #analyser: Analyser | undefined;
  /** Milliseconds that the analyser took. */
  #listening = 0;
  samples = 0;

  constructor(master: Master, request: TranscodeRequest) {
    mkdirSync(request.directory, { recursive: true });
    this.#master = master;
    this.#request = request;
    this.#encoders = wantedTiers(master.format, request.tiers).map(
      (tier) => new TierEncoder(planTier(tier, master.format), join(request.directory, ladder[tier].file), master.format.duration),
    );
    if (request.features) this.#analyser = new Analyser();
    if (request.measure) this.#fingerprinter = new Fingerprinter(join(request.directory, "fingerprint"));
  }

  feed(frame: Frame): void {
    this.#graph ??= this.#build(frame);
    this.samples += frame.nbSamples;
    this.#graph.push(frame);
    this.#pull();
  }

  #build(frame: Frame): Graph {
    const forms = formsOf(this.#encoders.map(({ plan }) => plan));
    const input = { ...describeFrame(frame), channels: outputChannels(frame.channels) };
    const graph = new Graph(describeGraph(input, forms, { measure: this.#request.measure, features: this.#analyser !== undefined }));
    for (const name of forms.keys()) {
      const encoders = this.#encoders.filter(({ plan }) => formName(plan) === name);
      this.#branches.push({
        sink: graph.node(`abuffersink@${name}`),
        take: (pcm) => {
          for (const encoder of encoders) encoder.encode(pcm);
        },
      });
    }
    if (this.#request.measure) this.#addMeters(graph, frame.sampleRate);
    const analyser = this.#analyser;
    if (analyser) {
      const take = (pcm: Frame): void => this.#timed(() => planesOf(pcm).forEach((plane) => analyser.add(plane)));
      this.#branches.push({ sink: graph.node("abuffersink@features"), take });
    }
    return graph;
  }

  #addMeters(graph: Graph, sampleRate: number): void {
    const meter = new PcmMeter(sampleRate);
    this.#meter = meter;
    this.#branches.push(
      { sink: graph.node("abuffersink@meter"), take: (pcm) => meter.add(planesOf(pcm)) },
      { sink: graph.node("abuffersink@fingerprint"), take: (pcm) => this.#fingerprinter?.add(pcm) },
    );
  }

  #timed<Result>(listen: () => Result): Result {
    const started = performance.now();
    const result = listen();
    this.#listening += performance.now() - started;
    return result;
  }

  #pull(): void {
    for (const { sink, take } of this.#branches) {
      while (!isDrained(sink.buffersinkGetFrameSync(this.#output), "filter output")) {
        take(this.#output);
        this.#output.unref();
      }
    }
  }

  finish(): TranscodeResult {
    const graph = this.#graph;
    if (!graph || this.samples === 0) throw new MasterError("broken or empty: it decodes to no sound");
    graph.push(null);
    this.#pull();
    const measurements = this.#measurements(graph);
    return {
      samples: this.samples,
      declaredDuration: this.#master.format.duration,
      faults: this.#master.faults,
      renditions: this.#encoders.map((encoder) => ({ rendition: describeRendition(encoder, encoder.finish()), path: encoder.path })),
      measurements,
      features: this.#features(measurements),
    };
  }

  #features(measurements: Measurements | null): WrittenFeatures | null {
    const { features, directory } = this.#request;
    const analyser = this.#analyser;
    if (!features || !analyser) return null;
    const integratedLufs = measurements ? measurements.integratedLufs : features.integratedLufs;
    const analysed = this.#timed(() => analyser.finish(integratedLufs, this.samples / this.#master.format.sampleRate));
    return writeFeatures(analysed, directory, { at: Date.now(), seconds: this.#listening / 1000 });
  }

  #measurements(graph: Graph): Measurements | null {
    if (!this.#meter) return null;
    const loudness = graph.node("ebur128@loudness");
    const read = (name: string) => loudness.getOption(name, AV_OPT_TYPE_DOUBLE) ?? 0;
    const integrated = read("integrated");
    const truePeak = read("true_peak");
    return {
      integratedLufs: integrated > silenceLufs ? round(integrated) : null,
      rangeLu: round(read("range")),
      truePeakDbtp: Number.isFinite(truePeak) ? round(truePeak) : null,
      pcm: this.#meter.facts(),
      fingerprint: this.#fingerprinter?.finish() ?? null,
    };
  }

  free(): void {
    for (const encoder of this.#encoders) encoder.close();
    this.#fingerprinter?.close();
    this.#output.free();
    this.#graph?.free();
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function planesOf(frame: Frame): Float32Array[] {
  return (frame.data ?? []).slice(0, frame.channels).map((plane) => new Float32Array(plane.buffer, plane.byteOffset, frame.nbSamples));
}

function describeRendition({ plan: { tier }, path }: TierEncoder, encoded: Encoded): Rendition {
  const { codec, container } = ladder[tier];
  const { sampleRate, samples, encoderDelay: delay } = encoded;
  return withFile(path, (bytes) => {
    const layout = container === "mp4" ? mp4Layout(bytes) : oggLayout(bytes, sampleRate);
    return {
      tier,
      codec,
      container,
      bitrate: Math.round((bytes.size * 8 * sampleRate) / samples),
      sample_rate: sampleRate,
      channels: encoded.channels,
      samples,
      encoder_delay: delay,
      sha256: sha256Of(bytes),
      ...describeLayout(layout, { sampleRate, delay, samples }),
    };
  });
}
