/** Runs in the browser: the engine, and a recorder of what it really puts out. */
import { createPlayer } from "../../web/engine/index.ts";
import type { PlayEvent, Player, PlayerState } from "../../web/engine/types.ts";

const recorderSource = `
registerProcessor("recorder", class extends AudioWorkletProcessor {
  process([input]) {
    const channel = input[0];
    this.port.postMessage({ frame: currentFrame, samples: channel ? channel.slice() : null });
    return true;
  }
});`;

/** Starts at a frame of the context's clock and has no holes: what did not sound is zero. */
class Recorder {
  readonly context: AudioContext;
  readonly #chunks: { frame: number; samples: Float32Array | null }[] = [];

  constructor(sampleRate: number) {
    this.context = new AudioContext({ sampleRate, latencyHint: "interactive" });
  }

  async attach(element: HTMLMediaElement): Promise<void> {
    const { context } = this;
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([recorderSource], { type: "text/javascript" })));
    const node = new AudioWorkletNode(context, "recorder");
    node.port.addEventListener("message", ({ data }: MessageEvent<{ frame: number; samples: Float32Array | null }>) =>
      this.#chunks.push(data),
    );
    node.port.start();
    context.createMediaElementSource(element).connect(node).connect(context.destination);
    await context.resume();
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.#chunks.length = 0;
  }

  take(): Float32Array {
    const first = this.#chunks[0]?.frame ?? 0;
    const last = this.#chunks.at(-1)?.frame ?? 0;
    const samples = new Float32Array(this.#chunks.length === 0 ? 0 : last - first + 128);
    for (const chunk of this.#chunks) if (chunk.samples) samples.set(chunk.samples, chunk.frame - first);
    return samples;
  }

  /** The frame that the context works on at a moment, as `performance.now()` counts. */
  async frameAt(moment: number): Promise<number> {
    const looks: number[] = [];
    for (let look = 0; look < 40; look++) {
      looks.push(this.context.currentTime * 1000 - performance.now());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    // The context's time moves in steps: seen just after one of them it is right.
    return Math.round(((moment + Math.max(...looks)) / 1000) * this.context.sampleRate);
  }

  /** Of the first sample in `take`. */
  firstFrame(): number {
    return this.#chunks[0]?.frame ?? 0;
  }

  lastFrame(): number {
    return this.#chunks.at(-1)?.frame ?? 0;
  }

  /** Frame of the context's clock at which sound first rose over the threshold since `clear`. */
  firstSound(threshold: number): number | undefined {
    for (const { frame, samples } of this.#chunks) {
      const index = samples?.findIndex((sample) => Math.abs(sample) > threshold) ?? -1;
      if (index >= 0) return frame + index;
    }
    return undefined;
  }
}

const elements: HTMLAudioElement[] = [];
const PlainAudio = globalThis.Audio;
globalThis.Audio = class extends PlainAudio {
  constructor(source?: string) {
    super(source);
    elements.push(this);
  }
};

function base64Of(samples: Float32Array): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

const plays: PlayEvent[] = [];
const states: PlayerState[] = [];

const player: Player = createPlayer({ session: async () => {} });
const audio = elements[0] ?? new PlainAudio();
player.on("play", (event) => plays.push(event));
player.on("state", (state) => states.push(state));

export type EnginePage = {
  player: Player;
  audio: HTMLAudioElement;
  plays: PlayEvent[];
  states: PlayerState[];
  record: (sampleRate: number) => Promise<Recorder>;
  recorder: Recorder | undefined;
  base64Of: typeof base64Of;
  buffered: () => { start: number; end: number }[];
};

const page: EnginePage = {
  player,
  audio,
  plays,
  states,
  recorder: undefined,
  async record(sampleRate) {
    const recorder = new Recorder(sampleRate);
    await recorder.attach(audio);
    page.recorder = recorder;
    return recorder;
  },
  base64Of,
  buffered: () =>
    Array.from({ length: audio.buffered.length }, (_, index) => ({ start: audio.buffered.start(index), end: audio.buffered.end(index) })),
};
Object.assign(globalThis, { page });

// Whatever a test evaluates counts as a gesture; what the address names plays before one.
const named = location.hash.slice(1);
if (named) player.playQueue([{ trackId: named, duration: 20, albumId: "album" }], 0);
