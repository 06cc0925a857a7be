/** Which picture is a release's cover: the manifest's, else the largest of those beside the audio and within it. */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { parseFile } from "music-metadata";
import type { FoundFile } from "../scan/walk.ts";
import { pixelsOf } from "./cover.ts";

/** Where the original lies: a picture's own file, or a piece of music that carries it. Size and time tell whether it changed. */
export type CoverSource = Pick<FoundFile, "path" | "size" | "mtimeMs"> & { embedded: boolean };

const coverNames = /^(cover|folder|front|album|albumart\w*)([\s._-].*)?$/i;

/** Pictures beside the audio that are named as covers are. */
export function neighbouringCovers(folders: readonly string[], images: ReadonlyMap<string, FoundFile[]>): FoundFile[] {
  return folders.flatMap((folder) => (images.get(folder) ?? []).filter(({ path }) => coverNames.test(basename(path, extname(path)))));
}

/** @param music the release's files with the bytes of their largest embedded picture */
export async function findCover(
  folder: string,
  music: readonly (FoundFile & { pictureBytes: number })[],
  images: ReadonlyMap<string, FoundFile[]>,
  named: string | undefined,
): Promise<CoverSource | undefined> {
  if (named !== undefined) {
    const path = join(folder, named);
    const { size, mtimeMs } = await stat(path);
    return { path, size, mtimeMs: Math.floor(mtimeMs), embedded: false };
  }
  const folders = [...new Set([folder, ...music.map(({ path }) => dirname(path))])];
  const candidates: CoverSource[] = neighbouringCovers(folders, images).map((file) => ({ ...file, embedded: false }));
  const [carrier] = music.toSorted((a, b) => b.pictureBytes - a.pictureBytes);
  if (carrier && carrier.pictureBytes > 0) candidates.push({ ...carrier, embedded: true });
  if (candidates.length < 2) return candidates[0];
  const sized = await Promise.all(candidates.map(async (source) => ({ source, pixels: await pixelsOf(await readCover(source)) })));
  return sized.toSorted((a, b) => b.pixels - a.pixels)[0]?.source;
}

/** The original picture's bytes. @throws Error when it is gone */
export async function readCover(source: CoverSource): Promise<Uint8Array> {
  if (!source.embedded) return readFile(source.path);
  const { common } = await parseFile(source.path, { duration: false });
  const [largest] = (common.picture ?? []).toSorted((a, b) => b.data.length - a.data.length);
  if (!largest) throw new Error("the picture is gone");
  return largest.data;
}
