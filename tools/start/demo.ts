/** Brings in the demo catalogue through the same pipeline as real masters, in the background. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ingest } from "../../r2-ingest/index.ts";
import { composeDemo } from "../demo/index.ts";
import { showProgress } from "./progress.ts";
import type { Runtime } from "./runtime.ts";

/** First what every listener may hear, of every release, so that all of it plays soon; then the rest of the ladder. */
const playableTiers = ["aac-128"] as const;

export async function bringInDemo(runtime: Runtime, state: string, signal: AbortSignal): Promise<void> {
  const done = join(state, "demo-complete");
  if (existsSync(done)) return;
  const folder = join(state, "demo");
  const common = { server: runtime.url, key: runtime.secrets.ingest_key, cacheDir: join(state, "ingest-cache"), signal };
  const started = Date.now();
  const progress = showProgress();
  const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  try {
    const folders = await composeDemo(folder, {
      signal,
      async onRelease(release, count, total) {
        await ingest({ ...common, folders: [release], tiers: [...playableTiers] });
        if (count === 1) progress.done(`The first demo album plays (${seconds()}).`);
        progress.update(`Composing and encoding the demo catalogue: ${count} of ${total} releases`, count / total / 2);
      },
    });
    progress.done(`All demo releases play (${seconds()}).`);
    for (const [index, release] of folders.entries()) {
      await ingest({ ...common, folders: [release] });
      progress.update(
        `Encoding the rest of the ladder: ${index + 1} of ${folders.length} releases`,
        0.5 + (index + 1) / folders.length / 2,
      );
    }
    writeFileSync(done, new Date().toISOString());
    // The masters are kept in the bucket; what they were made from can be composed again.
    rmSync(folder, { recursive: true, force: true });
    progress.done(`The demo catalogue is complete (${seconds()}).`);
  } catch (error) {
    if (!signal.aborted)
      progress.done(
        `The demo catalogue could not be completed: ${error instanceof Error ? error.message : "unknown error"}. The next start goes on with it.`,
      );
  }
}
