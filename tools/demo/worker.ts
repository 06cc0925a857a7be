/** A worker thread: plays one track (or one continuous release) at a time and writes its master. */
import { writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { catalogue } from "./catalogue.ts";
import { fileOf, performContinuous, performTrack } from "./perform.ts";
import type { DemoRelease } from "./releases/release.ts";
import { encodeWave } from "./wav.ts";

/** Work for a worker; `track` is absent for a continuous release. */
export interface Task {
  id: number;
  slug: string;
  track?: number;
  /** Existing folder. */
  folder: string;
}

export type TaskResult = { id: number; problem?: string };

async function playRelease(release: DemoRelease, folder: string): Promise<void> {
  const { sound, cuts } = performContinuous(release.tracks, release.format.rate);
  for (const index of release.tracks.keys()) {
    await writeFile(
      join(folder, fileOf(release, index)),
      encodeWave(sound, release.format, release.cover.seed, cuts[index], cuts[index + 1]),
    );
  }
}

async function carryOut(task: Task): Promise<void> {
  const release = catalogue.find((candidate) => candidate.slug === task.slug);
  if (!release) throw new Error(`No release "${task.slug}".`);
  if (task.track === undefined) return await playRelease(release, task.folder);
  const track = release.tracks[task.track];
  if (!track) throw new Error(`No track ${task.track} on "${task.slug}".`);
  const sound = performTrack(track, release.format.rate);
  await writeFile(join(task.folder, fileOf(release, task.track)), encodeWave(sound, release.format, track.score.seed));
}

// On Linux a priority belongs to the thread: whoever serves or listens goes first.
if (process.platform === "linux") setPriority(0, 10);

/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin */
parentPort?.on("message", (task: Task) => {
  carryOut(task).then(
    () => parentPort?.postMessage({ id: task.id } satisfies TaskResult),
    (error: unknown) => parentPort?.postMessage({ id: task.id, problem: String(error) } satisfies TaskResult),
  );
});
