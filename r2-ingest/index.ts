/** r2-ingest: masters in, renditions and releases out. Node only; FFmpeg runs in worker threads of this process. */
import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { IngestClient, ServerRefusal, type ResolvedRecording } from "./client/client.ts";
import { IngestCache } from "./identify/cache.ts";
import { analyseFolders, analyseStored } from "./run/analyse.ts";
import { forEachConcurrently } from "./run/concurrency.ts";
import { gather, type Delivery, type Inspected } from "./run/gather.ts";
import { publish } from "./run/publish.ts";
import { bringRecording, lacksFeatures, missingTiers } from "./run/recording.ts";
import { Run } from "./run/run.ts";
import { openScratch } from "./run/scratch.ts";
import type { IngestOptions, IngestSummary } from "./run/types.ts";
import { FileRefused, WorkerPool } from "./work/pool.ts";
import type { Findings } from "./scan/walk.ts";

export type { IngestOptions, IngestProgress, IngestSummary } from "./run/types.ts";

/**
 * Brings everything in the folders to a server; what it has already is neither encoded nor sent again. Every release is published as soon
 * as its recordings are in.
 * @returns what was done, and what was refused and why
 * @throws ServerRefusal when the key is wrong, TemporaryError when the server stays away, the signal's reason when aborted
 */
export function ingest(options: IngestOptions): Promise<IngestSummary> {
  return carryOut(options, async (run) => {
    const { deliveries, findings } = await gather(run);
    await bringAll(run, deliveries, findings);
  });
}

/**
 * Computes audio features of what a server has without them, or with those of an older version: of the recordings whose masters lie in the
 * folders; of all, from the masters that the server keeps, where no folder is named. It may be cut off and run again.
 * @throws as `ingest`
 */
export function analyse(options: IngestOptions): Promise<IngestSummary> {
  return carryOut(options, options.folders.length > 0 ? analyseFolders : analyseStored);
}

async function carryOut(options: IngestOptions, work: (run: Run) => Promise<void>): Promise<IngestSummary> {
  const started = performance.now();
  const { signal } = options;
  const cache = new IngestCache(options.cacheDir, serverName(options.server));
  const pool = new WorkerPool(options.concurrency ?? availableParallelism());
  const scratch = await openScratch(options.cacheDir);
  const client = new IngestClient({ ...options, signal });
  const run = new Run({ options, client, cache, pool, scratch });
  const stop = (): void => void pool.close();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted();
    await work(run);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    await pool.close();
    cache.close();
    await rm(scratch, { recursive: true, force: true });
  }
  run.summary.elapsed = performance.now() - started;
  return run.summary;
}

/** A local server is the same one whatever port it listens on: its cache lies beside its state. */
function serverName(server: string): string {
  const { hostname, origin } = new URL(server);
  return /^(127\.|localhost$|\[::1\])/.test(hostname) ? "local" : origin;
}

type Work = { delivery: Delivery; file: Inspected; resolved: ResolvedRecording };

async function bringAll(run: Run, deliveries: readonly Delivery[], findings: Findings): Promise<void> {
  const files = deliveries.flatMap(({ group }) => group.files);
  if (files.length === 0) return;
  const resolved = await run.client.resolve(files.map(({ inspection }) => inspection.audioSha256));
  const work: Work[] = deliveries.flatMap((delivery) =>
    delivery.group.files.flatMap((file) => {
      const recording = resolved.get(file.inspection.audioSha256);
      return recording ? [{ delivery, file, resolved: recording }] : [];
    }),
  );
  const progress = new EncodingProgress(run, work);
  const open = new Map(deliveries.map((delivery) => [delivery, delivery.group.files.length]));
  const recordings = new Map<string, string>();
  const inProgress = new Map<string, Promise<void>>();
  // Twice as many tracks as threads are under way: while one uploads, the next is encoded.
  await forEachConcurrently(work, run.pool.size * 2, async ({ delivery, file, resolved }) => {
    run.options.signal?.throwIfAborted();
    const id = resolved.recording_id;
    const brought = inProgress.get(id) ?? bringRecording(run, file, resolved, (seconds) => progress.of(file, seconds));
    inProgress.set(id, brought);
    try {
      await brought;
      recordings.set(file.path, id);
    } catch (error) {
      if (!isOfThisFile(error)) throw error;
      run.refuse(file.path, error.message);
    }
    progress.finish(file);
    const left = (open.get(delivery) ?? 0) - 1;
    open.set(delivery, left);
    if (left === 0) await publish(run, delivery, findings, recordings);
  });
}

/** Whether the next file may well fare better. */
function isOfThisFile(error: unknown): error is Error {
  return error instanceof FileRefused || (error instanceof ServerRefusal && error.status !== 401 && error.status !== 403);
}

/** Seconds of music, of those that have to be encoded. */
class EncodingProgress {
  readonly #run: Run;
  readonly #total: number;
  readonly #done = new Map<string, number>();
  readonly #lengths: Map<string, number>;

  constructor(run: Run, work: readonly Work[]) {
    const toDo = work.filter(
      ({ file, resolved }) =>
        missingTiers(file, resolved, run.options.tiers).length > 0 || (run.options.features !== false && lacksFeatures(resolved)),
    );
    this.#run = run;
    this.#lengths = new Map(toDo.map(({ file }) => [file.path, file.inspection.format.duration]));
    this.#total = [...this.#lengths.values()].reduce((sum, seconds) => sum + seconds, 0);
  }

  of(file: Inspected, seconds: number): void {
    const length = this.#lengths.get(file.path);
    if (length === undefined) return;
    this.#done.set(file.path, Math.min(seconds, length));
    const done = [...this.#done.values()].reduce((sum, each) => sum + each, 0);
    this.#run.options.onProgress?.({ kind: "encoding", done, total: this.#total });
  }

  finish(file: Inspected): void {
    this.of(file, Number.POSITIVE_INFINITY);
  }
}
