/** Scratch folders, one a process; those of processes that died are swept. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @returns a new folder that is this run's alone */
export async function openScratch(cacheDir: string): Promise<string> {
  const parent = join(cacheDir, "scratch");
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const pid = Number(name.split("-")[0]);
    if (pid !== process.pid && !isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, `${process.pid}-${randomUUID()}`);
  await mkdir(folder);
  return folder;
}
