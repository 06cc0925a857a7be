import { Hono } from "hono";
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { ClientError } from "../../../contracts/errors.ts";
import type { OwnProfile } from "../../../contracts/profile.ts";
import { getCurrentUser, getTopArtists, getTopTracks, type PrivateUser } from "../../../contracts/web-api/users.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { readFollowerCounts } from "../../../d1/library/follows.ts";
import { hasAnyScope } from "../../../frame/policy.ts";
import type { ApiEnv } from "../http/env.ts";
import { pageOf } from "../present.ts";
import { readOwnProfile, showOwner, showUserImages } from "./profiles.ts";
import { serve } from "../http/serve.ts";

export const me = new Hono<ApiEnv>();

serve(me, getCurrentUser, async ({ viewer, claims, context }) => {
  const [profile, followers] = await Promise.all([
    readOwnProfile(claims.sub),
    readFollowerCounts(openDatabases(context.env, context.env.LIBRARY_SLICES), [claims.sub]),
  ]);
  if (!profile) throw new ClientError("not_found");
  return {
    ...showOwner(viewer, profile.id, profile),
    account_id: profile.id,
    images: showUserImages(viewer, profile.image),
    followers: { href: null, total: followers.get(profile.id) ?? 0 },
    ...showPrivate(profile, claims),
  };
});

function showPrivate(profile: OwnProfile, claims: AccessClaims): Pick<PrivateUser, "country" | "explicit_content" | "product" | "email"> {
  const tooYoung = profile.explicit === "under_age";
  return {
    ...(hasAnyScope(claims, ["user-read-private"]) && {
      country: profile.market,
      explicit_content: { filter_enabled: profile.explicit !== "allowed", filter_locked: tooYoung },
      product: profile.plan,
    }),
    ...(hasAnyScope(claims, ["user-read-email"]) && { email: profile.email }),
  };
}

// Nothing is heard most while plays are not counted.
serve(me, getTopArtists, ({ query, viewer }) => pageOf(topUrl(viewer.origin, "artists", query.time_range), query, 0, []));
serve(me, getTopTracks, ({ query, viewer }) => pageOf(topUrl(viewer.origin, "tracks", query.time_range), query, 0, []));

function topUrl(origin: string, kind: "artists" | "tracks", timeRange: string): string {
  return `${origin}/v1/me/top/${kind}?time_range=${timeRange}`;
}
