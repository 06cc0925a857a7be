/** What a playlist shows: a picture of its own, or what its items lead with. */
import { env } from "cloudflare:workers";
import type { TrackDocument } from "../../../contracts/documents.ts";
import type { ImageObject } from "../../../contracts/web-api/common.ts";
import type { Image } from "../../../domain/catalogue.ts";
import { chooseTiles, mosaicSizes, mosaicTiles } from "../../../domain/mosaic.ts";
import { grantKeysOf } from "../../../frame/grant-signature.ts";
import { mosaicAddress } from "../../../frame/mosaic-address.ts";
import { showImages, type Viewer } from "../present.ts";

/** @param leading the first tracks, in order; those that are not among `tracks` are passed over */
export async function showPictures(
  viewer: Viewer,
  own: Image | null,
  leading: readonly string[],
  tracks: ReadonlyMap<string, TrackDocument>,
): Promise<ImageObject[]> {
  if (own) return showImages(viewer, own);
  const covers = leading.flatMap((id) => {
    const album = tracks.get(id)?.album;
    return album?.cover && !album.withdrawn ? [album.cover] : [];
  });
  const tiles = chooseTiles(covers);
  if (tiles.length < mosaicTiles) return showImages(viewer, tiles[0] ?? null);
  const address = await mosaicAddress(
    grantKeysOf(env.GRANT_KEYS),
    tiles.map(({ id }) => id),
  );
  return mosaicSizes.map((edge) => ({ url: `${viewer.origin}${address}/${edge}.jpg`, height: edge, width: edge }));
}
