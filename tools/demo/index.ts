/** The demo catalogue: music that the project composes itself, the same on every machine, free of rights (CC0). */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { catalogue, folderOf } from "./catalogue.ts";
import { paintCover } from "./cover/paint.ts";
import { writeManifest } from "./manifest.ts";
import { Pool } from "./pool.ts";
import type { DemoRelease } from "./releases/release.ts";

export interface ComposeOptions {
  /** Called in the catalogue's order as soon as a folder is complete; composing goes on while it runs. */
  onRelease?: (folder: string, done: number, total: number) => void | Promise<void>;
  signal?: AbortSignal;
  /** Threads; half of the processors, four at most, when absent: someone else needs the rest. */
  workers?: number;
  /** Only these slugs. */
  only?: readonly string[];
}

async function composeRelease(release: DemoRelease, directory: string, pool: Pool): Promise<void> {
  const partial = join(directory, `.${folderOf(release)}.partial`);
  // Synchronous, so that releases reach the pool in the catalogue's order.
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const tasks = release.isContinuous
    ? [pool.run({ slug: release.slug, folder: partial })]
    : release.tracks.map((_, track) => pool.run({ slug: release.slug, track, folder: partial }));
  const cover = paintCover(release.cover).then((bytes) => writeFile(join(partial, "cover.jpg"), bytes));
  await Promise.all([...tasks, cover, writeFile(join(partial, "release.toml"), writeManifest(release))]);
  await rename(partial, join(directory, folderOf(release)));
}

/** Composes what is not there yet, one folder a release, and returns all folders. A folder that exists is complete. */
export async function composeDemo(directory: string, options: ComposeOptions = {}): Promise<string[]> {
  const { onRelease, signal, only } = options;
  signal?.throwIfAborted();
  await mkdir(directory, { recursive: true });
  signal?.throwIfAborted();
  const wanted = catalogue.filter((release) => !only || only.includes(release.slug));
  const missing = wanted.filter((release) => !existsSync(join(directory, folderOf(release))));
  const workers = options.workers ?? Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const pool = missing.length > 0 ? new Pool(workers) : undefined;
  const abort = (): void => void pool?.close(signal?.reason);
  signal?.addEventListener("abort", abort);
  const underWay = new Map(pool ? missing.map((release) => [release, composeRelease(release, directory, pool)]) : []);
  // Whoever awaits a release sees its failure; the others only must not bring the process down meanwhile.
  for (const composing of underWay.values()) composing.catch(() => undefined);
  const folders: string[] = [];
  try {
    for (const release of wanted) {
      await underWay.get(release);
      signal?.throwIfAborted();
      folders.push(join(directory, folderOf(release)));
      await onRelease?.(join(directory, folderOf(release)), folders.length, wanted.length);
    }
    return folders;
  } finally {
    signal?.removeEventListener("abort", abort);
    await pool?.close();
  }
}
