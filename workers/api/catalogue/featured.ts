/** Playlists that moderators show to everybody. */
import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { featurePlaylist, getCategoryPlaylists, getFeaturedPlaylists, unfeaturePlaylist } from "../../../contracts/web-api/browse.ts";
import type { Paging } from "../../../contracts/web-api/common.ts";
import type { FeaturedPlaylist } from "../../../contracts/documents.ts";
import { feature, unfeature } from "../../../d1/catalog/featured.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { readListings } from "../../../d1/library/playlists.ts";
import { genreOf } from "../../../domain/genre.ts";
import type { ApiEnv } from "../http/env.ts";
import { viewShelf } from "../playlists/views.ts";
import { pageOf, type Viewer } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

export const featured = new Hono<ApiEnv>();

serve(featured, getFeaturedPlaylists, async ({ query, viewer, url, context }) =>
  showFeatured(context.env, viewer, await documents().featured(), { url, paging: query }),
);

serve(featured, getCategoryPlaylists, async ({ params, query, viewer, url, context }) => {
  const [{ categories }, all] = await Promise.all([documents().categories(), documents().featured()]);
  if (!categories.some(({ id }) => id === params.category_id)) throw new ClientError("not_found");
  const chosen = all.filter(({ category_ids }) => category_ids.includes(params.category_id));
  return showFeatured(context.env, viewer, chosen, { url, paging: query });
});

serve(featured, featurePlaylist, async ({ params, body, claims, viewer, context }) => {
  const [listing] = await readListings(openDatabases(context.env, context.env.LIBRARY_SLICES), [params.playlist_id]);
  if (!listing?.public) throw new ClientError("not_found");
  const categoryIds = new Set(body.category_ids.flatMap((text) => genreOf(text)?.id ?? []));
  await feature(
    openDatabases(context.env, context.env.CATALOG_SLICES),
    { playlist_id: params.playlist_id, message: body.message ?? null, category_ids: [...categoryIds] },
    { position: body.position, account: claims.sub, now: viewer.now },
  );
});

serve(featured, unfeaturePlaylist, ({ params, context }) =>
  unfeature(openDatabases(context.env, context.env.CATALOG_SLICES), params.playlist_id),
);

/** Those that are still public: one query a database says which. */
async function showFeatured(
  env: Env,
  viewer: Viewer,
  chosen: readonly FeaturedPlaylist[],
  { url, paging }: { url: string; paging: Paging },
) {
  const ids = chosen.map(({ playlist_id }) => playlist_id);
  const listings = await readListings(openDatabases(env, env.LIBRARY_SLICES), ids);
  const shelf = listings
    .filter((listing) => listing.public)
    .map(({ lead, ...listing }) => ({ head: { ...listing, role: "reader" as const }, lead }));
  const shown = await viewShelf(viewer, shelf.slice(paging.offset, paging.offset + paging.limit));
  const message = chosen.find((one) => one.message !== null && shelf.some(({ head }) => head.id === one.playlist_id))?.message ?? "";
  return { message, playlists: pageOf(url, paging, shelf.length, shown) };
}
