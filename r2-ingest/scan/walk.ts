/** Finds what lies in folders: audio, covers, lyrics, manifests, and what is none of these. */
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";

export type FoundFile = { path: string; size: number; mtimeMs: number; inode: number };

export type Refusal = { path: string; reason: string };

export type Findings = {
  audio: FoundFile[];
  /** Folder → path of its `release.toml`. */
  manifests: Map<string, string>;
  /** Folder → images that may be covers. */
  images: Map<string, FoundFile[]>;
  /** Paths of `.lrc` files. */
  lyrics: Set<string>;
  refused: Refusal[];
};

export const manifestName = "release.toml";

const audioExtensions = new Set([".wav", ".wave", ".aif", ".aiff", ".aifc", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".m4p"]);
const imageExtensions = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"]);
/** What commonly lies beside music and is no mistake. */
const companions = new Set([
  ".txt",
  ".pdf",
  ".cue",
  ".log",
  ".m3u",
  ".m3u8",
  ".nfo",
  ".md",
  ".toml",
  ".json",
  ".xml",
  ".sfv",
  ".md5",
  ".ini",
  ".html",
  ".ds_store",
]);

/** @param roots folders, or single files */
export async function walk(roots: readonly string[]): Promise<Findings> {
  const findings: Findings = { audio: [], manifests: new Map(), images: new Map(), lyrics: new Set(), refused: [] };
  const seen = new Set<string>();
  for (const root of roots) await visit(resolve(root), findings, seen);
  findings.audio.sort((a, b) => (a.path < b.path ? -1 : 1));
  return findings;
}

async function visit(path: string, findings: Findings, seen: Set<string>): Promise<void> {
  try {
    const real = await realpath(path);
    if (seen.has(real)) return;
    seen.add(real);
    const facts = await stat(path);
    if (facts.isFile()) classify({ path, size: facts.size, mtimeMs: Math.floor(facts.mtimeMs), inode: facts.ino }, findings);
    if (!facts.isDirectory()) return;
    const names = await readdir(path);
    for (const name of names.toSorted()) if (!name.startsWith(".")) await visit(join(path, name), findings, seen);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    findings.refused.push({ path, reason: missing ? "there is no such file or folder" : "it cannot be read" });
  }
}

function classify(file: FoundFile, findings: Findings): void {
  const extension = extname(file.path).toLowerCase();
  const folder = dirname(file.path);
  if (basename(file.path) === manifestName) findings.manifests.set(folder, file.path);
  else if (extension === ".lrc") findings.lyrics.add(file.path);
  else if (imageExtensions.has(extension)) findings.images.set(folder, [...(findings.images.get(folder) ?? []), file]);
  else if (!audioExtensions.has(extension)) {
    if (!companions.has(extension)) findings.refused.push({ path: file.path, reason: "not an audio file of a kind that is taken" });
  } else if (file.size === 0) findings.refused.push({ path: file.path, reason: "empty: it has no bytes" });
  else if (extension === ".m4p") findings.refused.push({ path: file.path, reason: "it is protected by DRM" });
  else findings.audio.push(file);
}

/** The extension under which a master is kept. */
export function masterExtension(path: string): string {
  const extension = extname(path).slice(1).toLowerCase();
  const usual: Record<string, string> = { wave: "wav", aif: "aiff", aifc: "aiff", oga: "ogg" };
  return usual[extension] ?? extension;
}
