/** The whole service with the built player and a small catalogue of real audio, and a browser in front of it. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Rendition } from "../../domain/catalogue.ts";
import type { ReleaseInput } from "../../domain/release.ts";
import { buildPlayer } from "../../tools/start/build.ts";
import { putObject, putRelease, releaseInput, sha256, trackInput } from "../support/catalogue.ts";
import { launchChromium } from "../support/chromium.ts";
import { startService, type TestService } from "../support/runtime.ts";
import { composeMaster, encodeMaster } from "../support/test-music.ts";
import { renditionKey, type Tier } from "../../domain/ladder.ts";

export type StagedAlbum = { id: string; name: string; tracks: { id: string; name: string }[] };
export type AppStage = {
  service: TestService;
  browser: Browser;
  /** Four tracks without a gap; the second is explicit, the third has a guest. */
  near: StagedAlbum;
  /** Two discs; one track plays in Japan only. */
  far: StagedAlbum;
  /** Nothing of it is out yet. */
  later: StagedAlbum;
  /** The runtime dies as by `kill -9`, and begins anew on what it stored. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

/** One pixel: what is tested is that it is asked for and shown. */
const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mM4k7LwPwAGXAKYYjBSEwAAAABJRU5ErkJggg==", "base64");

async function putMusic(service: TestService, seed: number, seconds: number, tiers: readonly Tier[]): Promise<string> {
  const audio = sha256(`the app's music ${seed}`);
  const resolved = (await (await service.ingest("POST", "/recordings/resolve", { audio_sha256: [audio] })).json()) as {
    recordings: { recording_id: string }[];
  };
  const id = resolved.recordings[0]?.recording_id ?? "";
  const recording = encodeMaster(composeMaster(seed, seconds), [...tiers]);
  const renditions: Rendition[] = [];
  for (const { rendition, bytes } of recording) {
    await putObject(service, renditionKey(id, rendition.tier), new Uint8Array(bytes));
    renditions.push(rendition);
  }
  const samples = renditions[0]?.samples ?? 0;
  const source = { audio_sha256: audio, codec: "flac", sample_rate: 44_100, channels: 2, bits_per_sample: 16, samples, master_key: "" };
  const waveform = Buffer.from(Uint8Array.from({ length: 400 }, (_, index) => (index * 37) % 256)).toString("base64");
  const analysis = { integrated_lufs: -14, range_lu: 5, true_peak_dbtp: -1, waveform, fingerprint: null, quality: [] };
  const response = await service.ingest("PUT", `/recordings/${id}`, { source, analysis, renditions });
  if (!response.ok) throw new Error(await response.text());
  return id;
}

async function putAlbum(service: TestService, input: ReleaseInput): Promise<StagedAlbum> {
  const { album_id: id, tracks } = await putRelease(service, input);
  return { id, name: input.title, tracks: tracks.map((track, index) => ({ id: track.track_id, name: input.tracks[index]?.title ?? "" })) };
}

async function putCatalogue(service: TestService, tiers: readonly Tier[]) {
  const music: string[] = [];
  for (const [index, seconds] of [20, 24, 28, 32].entries()) music.push(await putMusic(service, 200 + index, seconds, tiers));
  const track = (index: number, title: string, more = {}) => trackInput(music[index % music.length] ?? "", index + 1, { title, ...more });
  const cover = { id: "0appcover0000000000000", sizes: [640, 300, 64], colour: "#2f6f8f" };
  for (const size of cover.sizes) await putObject(service, `images/${cover.id}/${size}.jpg`, new Uint8Array(picture));
  const guest = { artists: [{ name: "The Tests" }, { name: "A Guest" }] };
  const near = await putAlbum(
    service,
    releaseInput("Near", [track(0, "Alpha"), track(1, "Beta", { explicit: true }), track(2, "Gamma", guest), track(3, "Delta")], {
      gapless: true,
      cover,
      release_date: "2026-03-01",
      label: "Test Pressings",
      c_line: "2026 The Tests",
      p_line: "2026 The Tests",
    }),
  );
  const far = await putAlbum(
    service,
    releaseInput("Far", [track(0, "Epsilon"), trackInput(music[1] ?? "", 1, { title: "Zeta", disc: 2, markets: ["JP"] })], {
      release_date: "2025-03-01",
    }),
  );
  const later = await putAlbum(service, releaseInput("Later", [track(0, "Eta")], { release_instant: "2099-01-01T00:00:00Z" }));
  return { near, far, later };
}

/** @param vars variables of the Workers, other than `npm start` has them */
export async function startAppStage(vars: Record<string, string> = {}, tiers: readonly Tier[] = ["aac-128"]): Promise<AppStage> {
  await buildPlayer();
  const state = mkdtempSync(join(tmpdir(), "nearfield-app-"));
  const service = await startService({ vars, state });
  const catalogue = await putCatalogue(service, tiers);
  const browser = await launchChromium({ autoplay: "gesture" });
  const stage: AppStage = {
    service,
    browser,
    ...catalogue,
    async crash() {
      await killRuntime();
      await stage.service.stop().catch(() => undefined);
      stage.service = await startService({ vars, state, port: Number(new URL(service.url).port) });
    },
    async stop() {
      await browser.close();
      await stage.service.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
  return stage;
}

/** The runtime's processes below this one. */
async function killRuntime(): Promise<void> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,comm="]);
  for (const line of stdout.split("\n")) {
    const [pid = "", parent = "", command = ""] = line.trim().split(/\s+/);
    if (Number(parent) === process.pid && command.includes("workerd")) process.kill(Number(pid), "SIGKILL");
  }
}

export type Visit = { page: Page; context: BrowserContext; /** What the browser complained of. */ complaints: string[] };

/** Opens a window of its own; every error, warning and refusal by the Content-Security-Policy is a complaint. */
export async function visit(stage: AppStage, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await stage.browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    baseURL: stage.service.url,
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(path);
  return { page, context, complaints };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @returns what axe finds wrong on the page as it is shown, one line each */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> };
    const axe: Axe = Reflect.get(globalThis, "axe");
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}
