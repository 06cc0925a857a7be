/** One engine in one fresh browser profile, with what a test needs to drive it and to hear it. */
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import type { PlayEvent, PlayerState } from "../../web/engine/types.ts";
import type { EnginePage } from "./engine-page.ts";
import type { MediaStandIn } from "./media-stand-in.ts";

declare const page: EnginePage;

export type Heard = {
  samples: Float32Array;
  /** Index of the first sample that is not digital silence, −1 when there is none. */
  first: number;
};

export const captureRate = 44_100;

export class EngineStage {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly errors: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, tab: Page, cdp: CDPSession) {
    this.#context = context;
    this.page = tab;
    this.cdp = cdp;
    tab.on("pageerror", (error) => this.errors.push(String(error)));
  }

  static async open(browser: Browser, url: string, initScript?: string): Promise<EngineStage> {
    const context = await browser.newContext();
    if (initScript) await context.addInitScript(initScript);
    const tab = await context.newPage();
    const stage = new EngineStage(context, tab, await context.newCDPSession(tab));
    await tab.goto(url);
    await tab.waitForFunction("globalThis.page !== undefined");
    return stage;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** Starts recording; nothing leaves the element unheard from now on. */
  async record(): Promise<void> {
    await this.page.evaluate(async (rate) => void (await page.record(rate)), captureRate);
  }

  playQueue(trackIds: readonly string[], startIndex = 0): Promise<void> {
    return this.page.evaluate(
      ([ids, start]) =>
        page.player.playQueue(
          ids.map((trackId) => ({ trackId, duration: 20, albumId: "album" })),
          start,
        ),
      [trackIds, startIndex] as const,
    );
  }

  /** Waits until an expression over `page` (the engine's page) is true. */
  async until(expression: string, timeout = 30_000): Promise<void> {
    await this.page.waitForFunction(expression, undefined, { timeout, polling: 20 });
  }

  async untilPlaying(): Promise<void> {
    await this.until("page.player.state.status === 'playing'");
  }

  /** Waits until the current track is at or past these seconds. */
  async untilPosition(seconds: number): Promise<void> {
    await this.until(`page.player.position() >= ${seconds}`);
  }

  async state(): Promise<PlayerState> {
    return this.page.evaluate(() => ({ ...page.player.state, waveform: undefined }));
  }

  position(): Promise<number> {
    return this.page.evaluate(() => page.player.position());
  }

  plays(): Promise<PlayEvent[]> {
    return this.page.evaluate(() => page.plays);
  }

  buffered(): Promise<{ start: number; end: number }[]> {
    return this.page.evaluate(() => page.buffered());
  }

  /** Forgets what was recorded so far. */
  async forget(): Promise<void> {
    await this.page.evaluate(() => page.recorder?.clear());
  }

  /** What was recorded since `forget`, once sound of this many seconds is in it. */
  async hear(seconds: number): Promise<Heard> {
    await this.until(`(page.recorder.firstSound(0) ?? Infinity) + ${seconds * captureRate} < page.recorder.lastFrame()`);
    return this.heard();
  }

  async heard(): Promise<Heard> {
    const base64 = await this.page.evaluate(() => (page.recorder ? page.base64Of(page.recorder.take()) : ""));
    const bytes = Buffer.from(base64, "base64");
    const samples = new Float32Array(new Uint8Array(bytes).buffer);
    return { samples, first: samples.findIndex((sample) => sample !== 0) };
  }
}

/** @returns requests for media, oldest first, as `track tier from-until` */
export function mediaLog(server: MediaStandIn): string[] {
  return server.mediaRequests().map(({ trackId, tier, range }) => `${trackId} ${tier} ${range}`);
}

/** The longest run of exactly silent samples. */
export function longestSilence(samples: Float32Array): number {
  let longest = 0;
  let run = 0;
  for (const sample of samples) {
    run = sample === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
