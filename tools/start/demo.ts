/** Brings in the demo catalogue through the same pipeline as real masters, in the background. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ingest, type IngestProgress } from "../../r2-ingest/index.ts";
import { composeDemo } from "../demo/index.ts";
import { showProgress } from "./progress.ts";
import type { Runtime } from "./runtime.ts";

/** First what every browser plays, for both plans, of every release, so that all of it plays soon; then the rest of the ladder, and audio features. */
const playableTiers = ["aac-128", "aac-256"] as const;

export async function bringInDemo(runtime: Runtime, state: string, signal: AbortSignal): Promise<void> {
  const done = join(state, "demo-complete");
  if (existsSync(done)) return;
  const folder = join(state, "demo");
  const common = { server: runtime.url, key: runtime.secrets.ingest_key, cacheDir: join(state, "ingest-cache"), signal };
  const started = Date.now();
  const progress = showProgress();
  const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  try {
    let published = 0;
    const folders = await eachAsComposed(folder, signal, async (batch, total) => {
      await ingest({ ...common, folders: batch, tiers: [...playableTiers], features: false });
      if (published === 0) progress.done(`The first demo album plays (${seconds()}).`);
      published += batch.length;
      progress.update(`Composing and encoding the demo catalogue: ${published} of ${total} releases`, published / total / 2);
    });
    progress.done(`All demo releases play (${seconds()}).`);
    const onProgress = (seen: IngestProgress): void => {
      if (seen.kind === "encoding" && seen.total > 0) progress.update("Encoding the rest of the ladder", 0.5 + seen.done / seen.total / 2);
    };
    await ingest({ ...common, folders, onProgress });
    writeFileSync(done, new Date().toISOString());
    // The masters are kept in the bucket; what they were made from can be composed again.
    rmSync(folder, { recursive: true, force: true });
    progress.done(`The demo catalogue is complete (${seconds()}).`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown error";
    if (!signal.aborted) progress.done(`The demo catalogue could not be completed: ${reason}. The next start goes on with it.`);
  }
}

/**
 * Composes, and hands on what is ready: one batch at a time, each with all releases that came meanwhile, since every batch starts
 * encoders of its own.
 * @returns all folders
 */
async function eachAsComposed(
  folder: string,
  signal: AbortSignal,
  take: (batch: string[], total: number) => Promise<void>,
): Promise<string[]> {
  const ready: string[] = [];
  let total = 0;
  let taking: Promise<void> | undefined;
  const takeAll = async (): Promise<void> => {
    while (ready.length > 0) await take(ready.splice(0), total);
    taking = undefined;
  };
  const folders = await composeDemo(folder, {
    signal,
    // Until the first release is composed nothing else wants the processors.
    workers: Math.min(2, availableParallelism()),
    onRelease(release, _count, all) {
      total = all;
      ready.push(release);
      taking ??= takeAll();
      // Whoever awaits the last batch sees a failure; until then it only must not bring the process down.
      taking.catch(() => undefined);
    },
  });
  await taking;
  return folders;
}
