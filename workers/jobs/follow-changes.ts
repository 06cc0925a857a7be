/** Follows changes of the catalogue. Each step reads what is true now, so that repeated and reordered messages do no harm. */
import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import { isShownSomewhere } from "../../d1/catalog/covers.ts";
import { forgetChange, projectAlbum, readForProjection, type ProjectedAlbum } from "../../d1/catalog/project.ts";
import { readOwnAlbums, writePortrait } from "../../d1/catalog/portraits.ts";
import { notePurge } from "../../d1/catalog/purges.ts";
import { recordingsEverUsed, tracksPlaying, tracksUsing } from "../../d1/catalog/recordings.ts";
import type { SlicedDatabases } from "../../d1/databases.ts";
import { settle } from "./settle.ts";
import { giveBack, withhold } from "./withheld-objects.ts";

/** An entrypoint that stands behind the platform's cache and forgets by tag. */
export type CacheKeeper = { invalidate(tags: string[]): Promise<void> };

export type FollowServices = {
  databases: SlicedDatabases;
  bucket: R2Bucket;
  documents: CacheKeeper;
};

/** Files are moved for so many recordings at once. */
const recordingsAtOnce = 4;

/**
 * Takedowns first. Each change stands for itself: one that can't be followed keeps no other from being.
 * @returns what could not be followed, with why; their notes stay in the outbox
 */
export async function followChanges(services: FollowServices, changes: readonly CatalogueChange[]): Promise<unknown[]> {
  const faults: unknown[] = [];
  const tags = new Set<string>();
  for (const change of changes.toSorted((a, b) => Number(b.takedown) - Number(a.takedown))) {
    try {
      for (const tag of await followChange(services, change)) tags.add(tag);
      await forgetChange(services.databases, change);
    } catch (fault) {
      faults.push(fault);
    }
  }
  // Documents die of age within half a minute: where the platform refuses a purge, no later one would be sooner.
  await services.documents.invalidate([...tags]).catch(() => undefined);
  return faults;
}

/** @returns tags of the documents that changed */
async function followChange(services: FollowServices, change: CatalogueChange): Promise<Set<string>> {
  const { databases } = services;
  const artistIds = new Set(change.former_artist_ids);
  const imageIds = new Set(change.former_cover_id === null ? [] : [change.former_cover_id]);
  await settle(
    () => readForProjection(databases, change.album_id),
    async (album) => {
      if (!album) return;
      if (album.row.cover) imageIds.add(album.row.cover.id);
      await settleAudio(services, album);
      for (const imageId of imageIds) await settleCover(services, imageId);
      await projectAlbum(databases, album, [...artistIds]);
      // Should the album turn out to have changed meanwhile, these may have been given what is not theirs.
      for (const id of album.artistIds) artistIds.add(id);
    },
  );
  for (const artistId of artistIds) await settlePortrait(databases, artistId);
  return new Set([`album:${change.album_id}`, "new-releases", ...Array.from(artistIds, (id) => `artist:${id}`)]);
}

/** Has what stands for an artist follow from the albums that are left. */
async function settlePortrait(databases: SlicedDatabases, artistId: string): Promise<void> {
  await settle(
    () => readOwnAlbums(databases, artistId),
    (albums) => writePortrait(databases, artistId, albums, Date.now()),
  );
}

/**
 * Withholds the audio that no live track plays any more, and gives back what one plays again.
 * @throws what kept a recording from it, after all others were settled
 */
async function settleAudio(services: FollowServices, album: ProjectedAlbum): Promise<void> {
  const trackIds = album.tracks.map((row) => row.id);
  const recordingIds = await recordingsEverUsed(services.databases, trackIds);
  const outcomes: PromiseSettledResult<unknown>[] = [];
  for (let start = 0; start < recordingIds.length; start += recordingsAtOnce) {
    const some = recordingIds.slice(start, start + recordingsAtOnce);
    outcomes.push(...(await Promise.allSettled(some.map((recordingId) => settleRecording(services, recordingId)))));
  }
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

function settleRecording(services: FollowServices, recordingId: string): Promise<void> {
  const target = { folder: `recordings/${recordingId}/`, tag: `recording:${recordingId}` };
  return settleObjects(services, target, () => isPlayedSomewhere(services.databases, recordingId));
}

/** Withholds a cover that no standing album shows, and gives back one that is shown again. */
function settleCover(services: FollowServices, imageId: string): Promise<void> {
  const target = { folder: `images/${imageId}/`, tag: `image:${imageId}` };
  return settleObjects(services, target, () => isShownSomewhere(services.databases, imageId));
}

async function settleObjects(
  { databases, bucket }: FollowServices,
  { folder, tag }: { folder: string; tag: string },
  isWanted: () => Promise<boolean>,
): Promise<void> {
  await settle(isWanted, async (wanted) => {
    if (wanted) return giveBack(bucket, folder);
    await withhold(bucket, folder);
    await notePurge(databases, tag, Date.now());
  });
}

async function isPlayedSomewhere(databases: SlicedDatabases, recordingId: string): Promise<boolean> {
  const users = await tracksPlaying(databases, recordingId, await tracksUsing(databases, recordingId));
  for (const user of users) {
    if (user.withdrawn) continue;
    const album = await readForProjection(databases, user.albumId);
    if (album && !album.row.withdrawn) return true;
  }
  return false;
}
