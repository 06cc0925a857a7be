/** Fingerprints of what a deployment uploads: equal exactly when nothing would change. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { DerivedConfig } from "./derive.ts";

/** 80 bits: no two versions meet by chance, and the tag stays readable in `wrangler versions list`. */
const digits = 20;

/**
 * @param bundle folder with wrangler's output
 * @param root of the checkout: paths are compared relative to it, so that another checkout of the same code counts as the same
 */
export function tagOf(config: DerivedConfig, bundle: string, root: string): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(config).replaceAll(root, "."));
  // The README names the time of the build, the source map follows from the rest.
  addFolder(hash, bundle, (path) => path !== "README.md" && !path.endsWith(".map"));
  if (config.assets?.directory) addFolder(hash, config.assets.directory, () => true);
  return `nf-${hash.digest("hex").slice(0, digits)}`;
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string, counts: (path: string) => boolean): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(counts)
    .toSorted();
  for (const path of files) {
    const bytes = readFileSync(join(folder, path));
    hash.update(`\n${path}\n${bytes.length}\n`).update(bytes);
  }
}
