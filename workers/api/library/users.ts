import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { getUser } from "../../../contracts/web-api/users.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { readFollowerCounts } from "../../../d1/library/follows.ts";
import type { ApiEnv } from "../http/env.ts";
import { readProfiles, showOwner, showUserImages } from "./profiles.ts";
import { serve } from "../http/serve.ts";

export const users = new Hono<ApiEnv>();

serve(users, getUser, async ({ params: { user_id: id }, viewer, context }) => {
  const [profiles, followers] = await Promise.all([
    readProfiles([id]),
    readFollowerCounts(openDatabases(context.env, context.env.LIBRARY_SLICES), [id]),
  ]);
  const profile = profiles.get(id);
  if (!profile || profile.display_name === null) throw new ClientError("not_found");
  return {
    ...showOwner(viewer, id, profile),
    images: showUserImages(viewer, profile.image),
    followers: { href: null, total: followers.get(id) ?? 0 },
  };
});
