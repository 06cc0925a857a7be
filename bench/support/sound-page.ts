/**
 * Runs in the browser: presses play on the engine, or on a bare audio element, and says after how many milliseconds the first
 * audible sample was rendered. All elements end in one running AudioContext, whose worklet watches for sound.
 */
import type { GrantedRendition, GrantsResponse } from "../../contracts/playback.ts";
import type { TokenResponse } from "../../contracts/guest.ts";
import { createPlayer } from "../../web/engine/index.ts";

const watcherSource = `
let armed = false;
registerProcessor("watcher", class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.port.onmessage = () => { armed = true; };
  }
  process([input]) {
    const samples = input[0];
    if (armed && samples && samples.some((sample) => Math.abs(sample) > ${0.003})) {
      armed = false;
      this.port.postMessage(Date.now());
    }
    return true;
  }
});`;

/** What the page holds when the press comes. */
export type Warmth = "head" | "grant" | "token";
export type Contender = "engine" | "element";

class Watcher {
  readonly #context = new AudioContext({ latencyHint: "interactive" });
  #node: AudioWorkletNode | undefined;

  async start(): Promise<void> {
    await this.#context.audioWorklet.addModule(URL.createObjectURL(new Blob([watcherSource], { type: "text/javascript" })));
    this.#node = new AudioWorkletNode(this.#context, "watcher");
    this.#node.connect(this.#context.destination);
    await this.#context.resume();
  }

  watch(element: HTMLMediaElement): MediaElementAudioSourceNode | undefined {
    const source = this.#context.createMediaElementSource(element);
    if (this.#node) source.connect(this.#node);
    return source;
  }

  /** @returns milliseconds since 1970 at which the next audible sample is rendered */
  nextSound(): Promise<number> {
    return new Promise((resolve) => {
      this.#node?.port.addEventListener("message", ({ data }: MessageEvent<number>) => resolve(data), { once: true });
      this.#node?.port.start();
      this.#node?.port.postMessage("arm");
    });
  }
}

const watcher = new Watcher();
const made: HTMLAudioElement[] = [];
const PlainAudio = globalThis.Audio;
globalThis.Audio = class extends PlainAudio {
  constructor(source?: string) {
    super(source);
    made.push(this);
  }
};

let token = "";

async function renew(): Promise<string> {
  const response = await fetch("/v1/guest", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  token = ((await response.json()) as TokenResponse).access_token;
  return token;
}

async function fetchRendition(trackId: string, tier?: string): Promise<GrantedRendition> {
  const response = await fetch("/v1/playback/grants", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ track_ids: [trackId] }),
  });
  const { grants } = (await response.json()) as GrantsResponse;
  const [grant] = grants;
  if (!grant || "refused" in grant) throw new Error(`no grant for ${trackId}`);
  const found = grant.renditions.findLast((rendition) => (tier ? rendition.tier === tier : rendition.codec === "aac"));
  if (!found) throw new Error("no such rendition");
  return found;
}

/** What a trial has made ready, and does at the press. */
type Trial = { press: () => void; finish: () => void };

async function engineTrial(trackId: string, warmth: Warmth): Promise<Trial> {
  const player = createPlayer({ token: ({ renew: again }) => (again || !token ? renew() : Promise.resolve(token)) });
  const element = made.at(-1);
  const source = element && watcher.watch(element);
  if (warmth !== "token") {
    const before = performance.getEntriesByType("resource").length;
    // Under Save-Data an intention fetches the grant alone.
    Object.defineProperty(navigator, "connection", { value: { saveData: warmth === "grant" }, configurable: true });
    player.intend([trackId]);
    await resources(before + (warmth === "head" ? 2 : 1));
    Object.defineProperty(navigator, "connection", { value: undefined, configurable: true });
  }
  return {
    press: () => player.playQueue([{ trackId, duration: 60, albumId: trackId }], 0),
    finish: () => {
      player.destroy();
      source?.disconnect();
    },
  };
}

/** Waits until so many resources have been fetched whole. */
function resources(count: number): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (performance.getEntriesByType("resource").length >= count) {
        observer.disconnect();
        resolve();
      }
    };
    const observer = new PerformanceObserver(check);
    observer.observe({ type: "resource" });
    check();
  });
}

let fresh = 0;

async function elementTrial(trackId: string, warmth: Warmth): Promise<Trial> {
  const element = new PlainAudio();
  const source = watcher.watch(element);
  element.preload = "auto";
  // A URL of its own keeps the browser's cache out of it.
  const urlOf = ({ url }: GrantedRendition) => `${url}?fresh=${performance.timeOrigin}-${++fresh}`;
  const held = warmth === "token" ? undefined : urlOf(await fetchRendition(trackId));
  if (held && warmth === "head") {
    element.src = held;
    await new Promise((resolve) => element.addEventListener("canplaythrough", resolve, { once: true }));
  }
  const press = async () => {
    if (warmth !== "head") element.src = held ?? urlOf(await fetchRendition(trackId));
    await element.play();
  };
  return {
    press: () => void press().catch(reportError),
    finish: () => {
      element.pause();
      element.removeAttribute("src");
      element.load();
      source?.disconnect();
    },
  };
}

let pressed: () => void = () => {};
const button = document.querySelector("button");
button?.addEventListener("click", () => pressed());

export type SoundPage = {
  start: () => Promise<void>;
  /** Gets a trial ready; its time comes from `result` after a press on the button. */
  prepare: (contender: Contender, trackId: string, warmth: Warmth) => Promise<void>;
  /** Milliseconds. */
  result: () => Promise<number>;
};

let outcome: Promise<number> | undefined;

const page: SoundPage = {
  async start() {
    await renew();
    await watcher.start();
  },
  async prepare(contender, trackId, warmth) {
    performance.clearResourceTimings();
    const trial = await (contender === "engine" ? engineTrial : elementTrial)(trackId, warmth);
    const sound = watcher.nextSound();
    outcome = new Promise((resolve) => {
      // The press lasts from the finger's lifting, as the browser stamped it, to the first sample.
      const up = new Promise<number>((stamp) =>
        button?.addEventListener("pointerup", (event) => stamp(performance.timeOrigin + event.timeStamp), { once: true }),
      );
      pressed = trial.press;
      resolve(
        Promise.all([up, sound]).then(([from, to]) => {
          trial.finish();
          return to - from;
        }),
      );
    });
  },
  result: () => outcome ?? Promise.reject(new Error("nothing was prepared")),
};
(globalThis as unknown as { soundPage: SoundPage }).soundPage = page;
