/** Runs in the browser: every audio element made from now on is routed through one running AudioContext, whose worklet watches for sound. */

/** What encoders put before the music stays below it; the test music is above it within a few samples. */
const audible = 0.003;

const processor = `
let armed = false;
registerProcessor("watcher", class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.port.onmessage = () => { armed = true; };
  }
  process([input]) {
    const samples = input[0];
    if (armed && samples && samples.some((sample) => Math.abs(sample) > ${audible})) {
      armed = false;
      this.port.postMessage(Date.now());
    }
    return true;
  }
});`;

export class Watcher {
  readonly #context = new AudioContext({ latencyHint: "interactive" });
  #node: AudioWorkletNode | undefined;

  async start(): Promise<void> {
    await this.#context.audioWorklet.addModule(URL.createObjectURL(new Blob([processor], { type: "text/javascript" })));
    this.#node = new AudioWorkletNode(this.#context, "watcher");
    this.#node.connect(this.#context.destination);
    await this.#context.resume();
  }

  /** @returns what lets the element go again */
  watch(element: HTMLMediaElement): () => void {
    const source = this.#context.createMediaElementSource(element);
    if (this.#node) source.connect(this.#node);
    return () => source.disconnect();
  }

  /** @returns milliseconds since 1970 at which the next audible sample is rendered */
  nextSound(): Promise<number> {
    return new Promise((resolve) => {
      this.#node?.port.addEventListener("message", ({ data }: MessageEvent<number>) => resolve(data), { once: true });
      this.#node?.port.start();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has no origin
      this.#node?.port.postMessage("arm");
    });
  }
}

/** Tells of each element that a script makes with `new Audio()`. */
export function onAudioMade(take: (element: HTMLAudioElement) => void): void {
  const PlainAudio = globalThis.Audio;
  globalThis.Audio = class extends PlainAudio {
    constructor(source?: string) {
      super(source);
      take(this);
    }
  };
}
