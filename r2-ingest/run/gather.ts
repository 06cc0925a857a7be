/** From folders to drafts of releases: walk, inspect, group, read manifests and lyrics. */
import { readFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { releaseManifestSchema, type ReleaseManifest } from "../../domain/release-manifest.ts";
import type { Inspection } from "../identify/inspection.ts";
import { groupFiles, type Group } from "../scan/group.ts";
import { parseLyrics } from "../scan/lyrics.ts";
import { draftRelease, type DraftRelease, type ReleaseFile } from "../scan/release-input.ts";
import { walk, type Findings, type FoundFile } from "../scan/walk.ts";
import { FileRefused } from "../work/pool.ts";
import { forEachConcurrently } from "./concurrency.ts";
import type { Run } from "./run.ts";

export type Inspected = FoundFile & { inspection: Inspection; tags: Inspection["tags"]; lyrics?: NonNullable<ReleaseFile["lyrics"]> };

export type Delivery = { group: Group<Inspected>; manifest: ReleaseManifest; draft: DraftRelease };

export async function gather(run: Run): Promise<{ deliveries: Delivery[]; findings: Findings }> {
  const findings = await walk(run.options.folders);
  for (const { path, reason } of findings.refused) run.refuse(path, reason);
  run.summary.files = findings.audio.length;
  const inspected = await inspectAll(run, findings.audio);
  const deliveries: Delivery[] = [];
  for (const group of groupFiles(inspected, findings.manifests)) {
    const delivery = await deliver(run, group, findings);
    if (delivery) deliveries.push(delivery);
  }
  return { deliveries, findings };
}

/** Reads what the files are; those that cannot be used are refused. */
export async function inspectAll(run: Run, files: readonly FoundFile[]): Promise<Inspected[]> {
  const inspected: Inspected[] = [];
  let done = 0;
  await forEachConcurrently(files, run.pool.size * 2, async (file) => {
    run.options.signal?.throwIfAborted();
    try {
      const inspection = run.cache.inspection(file) ?? (await run.pool.run<"inspect">({ kind: "inspect", path: file.path }));
      run.cache.keepInspection(file, inspection);
      inspected.push({ ...file, inspection, tags: inspection.tags });
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      run.refuse(file.path, error.message);
    }
    run.options.onProgress?.({ kind: "inspecting", done: ++done, total: files.length });
  });
  return inspected.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** @returns undefined when the manifest cannot be followed: then the whole release is refused, for its terms are not known */
async function deliver(run: Run, group: Group<Inspected>, findings: Findings): Promise<Delivery | undefined> {
  const manifest = await readManifest(run, group.manifest);
  if (!manifest) return undefined;
  const paths = new Set(group.files.map(({ path }) => path));
  for (const { file } of manifest.tracks ?? []) {
    const path = join(group.folder, file);
    const isNamed = run.summary.refused.some((refusal) => refusal.path === path);
    if (!paths.has(path) && !isNamed) run.refuse(path, "the manifest names it, but it is not there");
  }
  for (const file of group.files) {
    const lyrics = await lyricsBeside(file, group, manifest, findings);
    if (lyrics) file.lyrics = lyrics;
  }
  return { group, manifest, draft: draftRelease(group, manifest) };
}

async function readManifest(run: Run, path: string | undefined): Promise<ReleaseManifest | undefined> {
  if (path === undefined) return {};
  try {
    const manifest = releaseManifestSchema.parse(parseToml(await readFile(path, "utf8")));
    const excess = excessiveRole([manifest.rights, ...(manifest.tracks ?? []).map(({ rights }) => rights)]);
    if (excess === undefined) return manifest;
    run.refuse(path, `the shares of the ${excess} right add up to more than 100 percent`);
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const said = issue ? `${issue.path.join(".") || "manifest"}: ${issue.message}` : error instanceof Error ? error.message : "unreadable";
    run.refuse(path, `the manifest is not valid: ${said.split("\n")[0] ?? ""}`);
  }
  return undefined;
}

function excessiveRole(rights: readonly ReleaseManifest["rights"][]): string | undefined {
  for (const shares of rights) {
    for (const role of new Set((shares ?? []).map(({ role }) => role))) {
      const percent = (shares ?? []).filter((share) => share.role === role).reduce((sum, share) => sum + share.percent, 0);
      if (percent > 100.000_001) return role;
    }
  }
  return undefined;
}

/** The manifest's file, else an LRC file of the same name; tags are the last resort. */
async function lyricsBeside(
  file: Inspected,
  group: Group<Inspected>,
  manifest: ReleaseManifest,
  findings: Findings,
): Promise<ReleaseFile["lyrics"]> {
  const named = manifest.tracks?.find((track) => join(group.folder, track.file) === file.path)?.lyrics;
  const stem = file.path.slice(0, -extname(file.path).length);
  const path =
    named === undefined ? [`${stem}.lrc`, `${stem}.LRC`].find((candidate) => findings.lyrics.has(candidate)) : join(group.folder, named);
  if (path === undefined || dirname(path) === path) return undefined;
  return parseLyrics(await readFile(path, "utf8").catch(() => ""));
}
