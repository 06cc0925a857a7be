import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./paths.ts";

const left = new Set(["node_modules", "dist", ".nearfield", ".wrangler", ".git"]);

/** SHA-256 over the names and bytes of files and folders (relative to the root); what is generated is left out. */
export function fingerprintOf(places: readonly string[]): string {
  const hash = createHash("sha256");
  const visit = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).toSorted()) if (!left.has(name)) visit(join(path, name));
    } else if (!/\.test\.tsx?$|worker-configuration\.d\.ts$/.test(path)) {
      hash
        .update(`${relative(root, path)}\0`)
        .update(readFileSync(path))
        .update("\0");
    }
  };
  for (const place of places) visit(join(root, place));
  return hash.digest("hex");
}

/**
 * Runs `work` unless it ran to its end on the same fingerprint and what it made is still there.
 * @returns whether it ran
 */
export async function unlessUnchanged(
  made: { stamp: string; output: string; fingerprint: string },
  work: () => Promise<void>,
): Promise<boolean> {
  if (existsSync(made.output) && existsSync(made.stamp) && readFileSync(made.stamp, "utf8") === made.fingerprint) return false;
  await work();
  mkdirSync(dirname(made.stamp), { recursive: true });
  writeFileSync(made.stamp, made.fingerprint);
  return true;
}
