/** Runs in the browser: presses play on the engine, or on a bare audio element, and tells when the first audible sample was rendered. */
import type { GrantedRendition } from "../../contracts/playback.ts";
import { createPlayer } from "../../web/engine/index.ts";
import { beginSession, grantedRendition } from "./service-page.ts";
import { onAudioMade, Watcher } from "./watcher.ts";

/** What the page holds when the press comes. */
export type Warmth = "head" | "grant" | "session";
export type Contender = "engine" | "element";
/** What a trial does at the press, and after the sound. */
type Trial = { press: () => void; finish: () => void };

const watcher = new Watcher();
const PlainAudio = globalThis.Audio;
let made: HTMLAudioElement | undefined;
onAudioMade((element) => {
  made = element;
});

/** Waits until so many resources have been fetched whole since the last clearing. */
function fetched(count: number): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (performance.getEntriesByType("resource").length < count) return;
      observer.disconnect();
      resolve();
    };
    const observer = new PerformanceObserver(check);
    observer.observe({ type: "resource" });
    check();
  });
}

function setSaveData(saveData: boolean): void {
  Object.defineProperty(navigator, "connection", { value: { saveData }, configurable: true });
}

async function engineTrial(trackId: string, warmth: Warmth): Promise<Trial> {
  const player = createPlayer({ session: ({ renew }) => (renew ? beginSession() : Promise.resolve()) });
  const release = made && watcher.watch(made);
  if (warmth !== "session") {
    // Under Save-Data an intention fetches the grant alone.
    setSaveData(warmth === "grant");
    player.intend([trackId]);
    await fetched(warmth === "head" ? 2 : 1);
    setSaveData(false);
  }
  return {
    press: () => player.playQueue([{ trackId, duration: 60, albumId: trackId }], 0),
    finish: () => {
      player.destroy();
      release?.();
    },
  };
}

let fresh = 0;

/** A URL of its own keeps the browser's cache out of it. */
function freshUrl({ url }: GrantedRendition): string {
  return `${url}?fresh=${performance.timeOrigin}-${++fresh}`;
}

async function elementTrial(trackId: string, warmth: Warmth): Promise<Trial> {
  const element = new PlainAudio();
  const release = watcher.watch(element);
  element.preload = "auto";
  const held = warmth === "session" ? undefined : freshUrl(await grantedRendition(trackId));
  if (held && warmth === "head") {
    element.src = held;
    await new Promise((resolve) => element.addEventListener("canplaythrough", resolve, { once: true }));
  }
  const press = async () => {
    if (warmth !== "head") element.src = held ?? freshUrl(await grantedRendition(trackId));
    await element.play();
  };
  return {
    press: () => void press().catch(reportError),
    finish: () => {
      element.pause();
      element.removeAttribute("src");
      element.load();
      release();
    },
  };
}

let pressed: () => void = () => {};
let outcome: Promise<number> | undefined;
const button = document.querySelector("button");
button?.addEventListener("click", () => pressed());

/** @returns milliseconds since 1970 of the finger's lifting, as the browser stamped it */
function nextPress(): Promise<number> {
  return new Promise((resolve) => {
    button?.addEventListener("pointerup", ({ timeStamp }) => resolve(performance.timeOrigin + timeStamp), { once: true });
  });
}

async function run(trial: Trial): Promise<number> {
  pressed = trial.press;
  const [from, to] = await Promise.all([nextPress(), watcher.nextSound()]);
  trial.finish();
  return to - from;
}

const page = {
  async start(): Promise<void> {
    await beginSession();
    await watcher.start();
  },
  /** Gets a trial ready; after a press on the button, `result` gives its time. */
  async prepare(contender: Contender, trackId: string, warmth: Warmth): Promise<void> {
    performance.clearResourceTimings();
    outcome = run(await (contender === "engine" ? engineTrial : elementTrial)(trackId, warmth));
  },
  /** Milliseconds. */
  result: (): Promise<number> => outcome ?? Promise.reject(new Error("nothing was prepared")),
};

export type SoundPage = typeof page;
Object.assign(globalThis, { soundPage: page });
