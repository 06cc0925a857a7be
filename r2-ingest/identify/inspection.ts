/** All that is learnt of one file before anything is encoded. */
import { parseFile } from "music-metadata";
import { Master } from "../encode/master.ts";
import type { MasterFormat } from "../encode/plan.ts";
import { fileTagsOf, noTags, type FileTags } from "../scan/file-tags.ts";
import { audioSha256 } from "./audio-identity.ts";

export type Inspection = { audioSha256: string; codec: string; format: MasterFormat; tags: FileTags };

/** @throws MasterError when the file cannot become a recording */
export async function inspect(path: string): Promise<Inspection> {
  const master = new Master(path);
  try {
    const { codecName: codec, format } = master;
    return { audioSha256: audioSha256(master), codec, format, tags: await readTags(path) };
  } finally {
    master.close();
  }
}

/** Damaged tags cost only themselves: the music may well be whole. */
async function readTags(path: string): Promise<FileTags> {
  try {
    return fileTagsOf(await parseFile(path, { duration: false }));
  } catch {
    return noTags;
  }
}
