/** Audio features for what a server has already: of masters that are at hand, or that it kept. */
import { mkdir, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import { featuresVersion, type StaleRecording } from "../../domain/audio-features.ts";
import { ServerRefusal } from "../client/client.ts";
import { FileRefused } from "../work/pool.ts";
import { forEachConcurrently } from "./concurrency.ts";
import { inspectAll } from "./gather.ts";
import { lacksFeatures, sendFeatures } from "./recording.ts";
import type { Run } from "./run.ts";
import { walk } from "../scan/walk.ts";

/** Recordings that lack features and whose audio lies in the folders; nothing else of the folders is looked at. */
export async function analyseFolders(run: Run): Promise<void> {
  const findings = await walk(run.options.folders);
  const files = await inspectAll(run, findings.audio);
  run.summary.files = files.length;
  const resolved = await run.client.resolve(files.map(({ inspection }) => inspection.audioSha256));
  const stale = files.flatMap(({ path, inspection }) => {
    const recording = resolved.get(inspection.audioSha256);
    resolved.delete(inspection.audioSha256);
    if (!recording?.analysis || !lacksFeatures(recording)) return [];
    return [{ path, id: recording.recording_id, integratedLufs: recording.analysis.integrated_lufs }];
  });
  let done = 0;
  await forEachConcurrently(stale, run.pool.size, async ({ path, id, integratedLufs }) => {
    await analyse(run, id, path, integratedLufs);
    run.options.onProgress?.({ kind: "analysing", done: ++done, total: stale.length });
  });
}

/** Everything that the server has without features or with those of an older version, from the masters that it keeps. */
export async function analyseStored(run: Run): Promise<void> {
  let [after, done, total] = ["", 0, 0];
  for (;;) {
    const page = await run.client.staleRecordings(featuresVersion, after);
    total += page.length;
    await forEachConcurrently(page, run.pool.size, async (recording) => {
      await analyseMaster(run, recording);
      run.options.onProgress?.({ kind: "analysing", done: ++done, total });
    });
    const last = page.at(-1);
    if (!last) return;
    after = last.recording_id;
  }
}

async function analyseMaster(
  run: Run,
  { recording_id: id, master_key: key, integrated_lufs: integratedLufs }: StaleRecording,
): Promise<void> {
  run.options.signal?.throwIfAborted();
  const path = join(run.scratch, `${id}${extname(key)}`);
  try {
    await run.client.fetchMaster(id, path);
    run.summary.files++;
    await analyse(run, id, path, integratedLufs, key);
  } catch (error) {
    if (!(error instanceof ServerRefusal) || error.status === 401 || error.status === 403) throw error;
    run.refuse(key, `the server does not give its master: ${error.message}`);
  } finally {
    await rm(path, { force: true });
  }
}

/** @param name of the file for whoever reads refusals */
async function analyse(run: Run, id: string, path: string, integratedLufs: number | null, name = path): Promise<void> {
  run.options.signal?.throwIfAborted();
  const directory = join(run.scratch, id);
  await mkdir(directory, { recursive: true });
  try {
    const job = { kind: "transcode" as const, path, tiers: [], directory, measure: false, features: { integratedLufs } };
    const { features } = await run.pool.run<"transcode">(job);
    if (features) await sendFeatures(run, id, features);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    run.refuse(name, error.message);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
