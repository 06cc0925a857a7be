/** Follows changes of the catalogue. Each step reads what is true now, so that repeated and reordered messages do no harm. */
import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import { forgetChange, projectAlbum, readForProjection, type ProjectedAlbum } from "../../d1/catalog/project.ts";
import { recordingsEverUsed, tracksPlaying, tracksUsing } from "../../d1/catalog/recordings.ts";
import type { SlicedDatabases } from "../../d1/databases.ts";
import { giveBack, withhold } from "./audio-objects.ts";

/** An entrypoint that stands behind the platform's cache and forgets by tag. */
export type CacheKeeper = { invalidate(tags: string[]): Promise<void> };

export type FollowServices = {
  databases: SlicedDatabases;
  bucket: R2Bucket;
  caches: CacheKeeper[];
};

/**
 * Each change stands for itself: one that can't be followed keeps no other from being.
 * @returns what could not be followed, with why; their notes stay in the outbox
 */
export async function followChanges(services: FollowServices, changes: readonly CatalogueChange[]): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const change of changes) {
    try {
      await followChange(services, change);
      await forgetChange(services.databases, change);
    } catch (fault) {
      faults.push(fault);
    }
  }
  return faults;
}

async function followChange(services: FollowServices, change: CatalogueChange): Promise<void> {
  const projected = await readForProjection(services.databases, change.album_id);
  if (!projected) return;
  const withheld = change.rights_changed ? await settleAudio(services, projected) : [];
  await projectAlbum(services.databases, projected, change.former_artist_ids);
  const tags = [...withheld.map((recordingId) => `recording:${recordingId}`), ...tagsOf(projected, change)];
  await Promise.all(services.caches.map((cache) => cache.invalidate(tags)));
}

function tagsOf(projected: ProjectedAlbum, change: CatalogueChange): string[] {
  const artists = new Set([...projected.artistIds, ...change.former_artist_ids]);
  return [`album:${change.album_id}`, "new-releases", ...Array.from(artists, (id) => `artist:${id}`)];
}

/** Withholds the audio that no live track plays any more, and gives back what one plays again. @returns the recordings withheld */
async function settleAudio(services: FollowServices, projected: ProjectedAlbum): Promise<string[]> {
  const withheld: string[] = [];
  const trackIds = projected.tracks.map((row) => row.id);
  for (const recordingId of await recordingsEverUsed(services.databases, trackIds)) {
    if (await isPlayedSomewhere(services.databases, recordingId)) {
      await giveBack(services.bucket, recordingId);
    } else {
      await withhold(services.bucket, recordingId);
      withheld.push(recordingId);
    }
  }
  return withheld;
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
