/** One runtime a state folder: a lock that the operating system gives back when its holder dies, however it dies. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export class StateLockedError extends Error {}

/**
 * Holds an exclusive SQLite transaction on `<state>/lock` for as long as the process lives.
 * @throws StateLockedError naming the holder, when another runtime uses the folder
 */
export function lockState(state: string): { release(): void } {
  mkdirSync(state, { recursive: true });
  const holderFile = join(state, "lock-holder.json");
  const database = new DatabaseSync(join(state, "lock"));
  try {
    database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch {
    database.close();
    throw new StateLockedError(
      `Another Nearfield runtime (process ${readHolder(holderFile)}) uses the state folder ${state}. Stop it, or choose another with --state DIR.`,
    );
  }
  writeFileSync(holderFile, JSON.stringify({ pid: process.pid }));
  return { release: () => database.close() };
}

function readHolder(file: string): string {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof holder === "object" && holder !== null && "pid" in holder ? String(holder.pid) : "unknown";
  } catch {
    return "unknown";
  }
}
