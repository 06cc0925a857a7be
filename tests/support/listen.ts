/** Hears what a page really puts out: a tap between its audio elements and the loudspeaker. */
import type { BrowserContext, Page } from "playwright-core";

export const heardRate = 44_100;

const tap = `
(() => {
  const worklet = \`registerProcessor("tap", class extends AudioWorkletProcessor {
    process([input]) { const c = input[0]; if (c) this.port.postMessage({ frame: currentFrame, samples: c.slice() }); return true; }
  });\`;
  const context = new AudioContext({ sampleRate: ${heardRate} });
  // A context made before the first gesture starts suspended.
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => void context.resume(), { capture: true });
  const chunks = [];
  const ready = context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: "text/javascript" })));
  const Plain = globalThis.Audio;
  globalThis.Audio = class extends Plain {
    constructor(source) {
      super(source);
      ready.then(() => {
        const node = new AudioWorkletNode(context, "tap");
        node.port.onmessage = ({ data }) => chunks.push(data);
        context.createMediaElementSource(this).connect(node).connect(context.destination);
      });
    }
  };
  const base64 = (samples) => {
    const bytes = new Uint8Array(samples.buffer);
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  };
  globalThis.heard = {
    clear() { chunks.length = 0; },
    // The context's time moves in steps: seen just after one of them it is right.
    async ahead() {
      const looks = [];
      for (let look = 0; look < 40; look++) {
        looks.push(context.currentTime * 1000 - performance.timeOrigin - performance.now());
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      return Math.max(...looks);
    },
    firstFrame: () => chunks[0]?.frame ?? 0,
    seconds: () => chunks.length === 0 ? 0 : (chunks.at(-1).frame - chunks[0].frame) / ${heardRate},
    take() {
      if (chunks.length === 0) return "";
      const first = chunks[0].frame;
      const samples = new Float32Array(chunks.at(-1).frame - first + 128);
      for (const chunk of chunks) samples.set(chunk.samples, chunk.frame - first);
      return base64(samples);
    },
  };
})();`;

type Heard = { clear(): void; ahead(): Promise<number>; firstFrame(): number; seconds(): number; take(): string };
declare global {
  var heard: Heard;
}

/** Call before the page is opened. The context must bypass the page's Content-Security-Policy: the tap is no part of it. */
export async function tapSound(context: BrowserContext): Promise<void> {
  await context.addInitScript(tap);
}

/** What sounds from now on for so many seconds, left channel, holes as zeros. */
export async function listen(page: Page, seconds: number): Promise<Float32Array> {
  await page.evaluate(() => {
    globalThis.heard.clear();
  });
  await page.waitForFunction((wanted) => globalThis.heard.seconds() >= wanted, seconds, { polling: 50, timeout: 15_000 + seconds * 1000 });
  const bytes = Buffer.from(await page.evaluate(() => globalThis.heard.take()), "base64");
  return new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4)).slice(0, Math.round(seconds * heardRate));
}

/** What sounded since `clear`, and when by the machine's clock, milliseconds since 1970: several pages can be compared. */
export async function recall(page: Page): Promise<{ samples: Float32Array; from: number }> {
  const { base64, ahead, frame } = await page.evaluate(async () => {
    const ahead = await globalThis.heard.ahead();
    return { base64: globalThis.heard.take(), ahead, frame: globalThis.heard.firstFrame() };
  });
  const bytes = Buffer.from(base64, "base64");
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  return { samples, from: (frame / heardRate) * 1000 - ahead };
}

/** Loudest sample. */
export function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}
