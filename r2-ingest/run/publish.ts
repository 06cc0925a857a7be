/** A release whose recordings are in: its cover, then itself. */
import { createHash } from "node:crypto";
import type { Image } from "../../domain/catalogue.ts";
import { releaseInputSchema, type ReleaseInput } from "../../domain/release.ts";
import { ServerRefusal } from "../client/client.ts";
import { TemporaryError } from "../client/retry.ts";
import { makeCover } from "../cover/cover.ts";
import { findCover, readCover, type CoverSource } from "../cover/find-cover.ts";
import type { Findings } from "../scan/walk.ts";
import type { Delivery } from "./gather.ts";
import type { Run } from "./run.ts";

/** @param recordings path → recording id, of the files that are in */
export async function publish(run: Run, delivery: Delivery, findings: Findings, recordings: ReadonlyMap<string, string>): Promise<void> {
  const { draft, group } = delivery;
  const tracks = draft.tracks.flatMap(({ path, ...track }) => {
    const recordingId = recordings.get(path);
    return recordingId === undefined ? [] : [{ ...track, recording_id: recordingId }];
  });
  if (tracks.length === 0) return;
  const cover = await coverOf(run, delivery, findings);
  const release: ReleaseInput = { ...draft, tracks, ...(cover && { cover }) };
  const sound = releaseInputSchema.safeParse(release);
  if (!sound.success) {
    const [issue] = sound.error.issues;
    run.refuse(group.folder, `the release cannot be described: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
    return;
  }
  try {
    const { album_id: albumId, outcome, absent } = await run.client.postRelease(release);
    run.published({ albumId, title: draft.title, outcome, tracks: tracks.length, absent });
  } catch (error) {
    if (!(error instanceof ServerRefusal) || error.status === 401 || error.status === 403) throw error;
    run.refuse(group.folder, `the server refused the release: ${error.message}`);
  }
}

async function coverOf(run: Run, { group, manifest }: Delivery, findings: Findings): Promise<Image | undefined> {
  let source: CoverSource | undefined;
  try {
    const music = group.files.map((file) => ({ ...file, pictureBytes: file.tags.pictureBytes }));
    source = await findCover(group.folder, music, findings.images, manifest.cover);
    if (!source) return undefined;
    const known = run.cache.cover(source);
    if (known && run.cache.isImageStored(known.id)) return known;
    const { image, files } = await makeCover(await readCover(source));
    for (const { key, bytes } of files) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      await storeImage(run, { key, sha256, bytes: bytes.length, data: bytes });
    }
    run.cache.keepCover(source, image);
    run.cache.keepStoredImage(image.id);
    return image;
  } catch (error) {
    if (error instanceof ServerRefusal || error instanceof TemporaryError || run.options.signal?.aborted) throw error;
    run.refuse(source?.path ?? `${group.folder}/${manifest.cover ?? "cover"}`, "the cover is no picture that can be read");
    return undefined;
  }
}

/** An image is named after its original: what is there under that name is the same picture, maybe made by another encoder. */
async function storeImage(run: Run, object: Parameters<Run["upload"]>[0]): Promise<void> {
  try {
    await run.upload(object);
  } catch (error) {
    if (!(error instanceof ServerRefusal) || error.reason !== "immutable") throw error;
  }
}
