import { Hono } from "hono";
import { checkFollowing, followArtistsOrUsers, getFollowedArtists, unfollowArtistsOrUsers } from "../../../contracts/web-api/users.ts";
import type { ApiEnv } from "../http/env.ts";
import { idsOf, keepThings, libraryOf } from "./keeping.ts";
import { showArtist } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

export const following = new Hono<ApiEnv>();

serve(following, getFollowedArtists, async ({ query: { after, limit }, viewer, claims, context }) => {
  // One more than is shown tells whether there is more.
  const { total, items } = await libraryOf(context.env, claims.sub).listById("artist", after, limit + 1);
  const ids = items.slice(0, limit).map(({ id }) => id);
  const found = await documents().artists(ids);
  const link = (from: string | undefined): string => {
    const url = new URL(`${viewer.origin}/v1/me/following?type=artist&limit=${limit}`);
    if (from !== undefined) url.searchParams.set("after", from);
    return url.href;
  };
  const last = items.length > limit ? ids.at(-1) : undefined;
  const artists = ids.flatMap((id) => {
    const artist = found.get(id);
    return artist ? [showArtist(viewer, artist)] : [];
  });
  return {
    artists: {
      href: link(after),
      limit,
      next: last === undefined ? null : link(last),
      cursors: { after: last ?? null },
      total,
      items: artists,
    },
  };
});

serve(following, followArtistsOrUsers, async ({ query, body, claims, context }) => {
  const wishes = idsOf(query.ids, body).map((id) => ({ id }));
  await keepThings(context.env, claims.sub, query.type, wishes);
});

serve(following, unfollowArtistsOrUsers, async ({ query, body, claims, context }) => {
  await libraryOf(context.env, claims.sub).drop(query.type, idsOf(query.ids, body));
});

serve(following, checkFollowing, async ({ query, claims, context }) => libraryOf(context.env, claims.sub).contains(query.type, query.ids));
