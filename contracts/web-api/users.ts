import { z } from "zod";
import { idSchema, marketSchema } from "../../domain/catalogue.ts";
import { artistSchema } from "./artists.ts";
import {
  cursorPageSchema,
  externalUrlsSchema,
  followersSchema,
  idList,
  idsBody,
  imageObjectSchema,
  pageSchema,
  pagingQuery,
} from "./common.ts";
import { defineOperation, withScopes, openToGuests } from "./operation.ts";
import { trackSchema } from "./tracks.ts";

/** As it stands in playlists: whoever added something. */
export const userLinkSchema = z.object({
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  type: z.literal("user"),
  uri: z.string(),
});
export type UserLink = z.infer<typeof userLinkSchema>;
/** As it stands in playlists: their owner. The name is null where the account is gone. */
export const ownerSchema = userLinkSchema.extend({ display_name: z.string().nullable() });
export type Owner = z.infer<typeof ownerSchema>;

export const publicUserSchema = ownerSchema.extend({ followers: followersSchema, images: z.array(imageObjectSchema) });
export type PublicUser = z.infer<typeof publicUserSchema>;

/** What only the listener sees, each as far as the token's scopes go. */
export const privateUserSchema = publicUserSchema.extend({
  /** The Web API's other name for `id`. */
  account_id: idSchema,
  /** With `user-read-private`. */
  country: marketSchema.optional(),
  explicit_content: z.object({ filter_enabled: z.boolean(), filter_locked: z.boolean() }).optional(),
  /** `free`, or `premium` whoever pays for it. */
  product: z.enum(["free", "premium"]).optional(),
  /** With `user-read-email`. */
  email: z.string().optional(),
});
export type PrivateUser = z.infer<typeof privateUserSchema>;

export const getCurrentUser = defineOperation({
  id: "getCurrentUser",
  method: "get",
  path: "/v1/me",
  tag: "Users",
  summary: "The listener whose token it is.",
  access: withScopes(),
  answer: privateUserSchema,
});

export const getUser = defineOperation({
  id: "getUser",
  method: "get",
  path: "/v1/users/{user_id}",
  tag: "Users",
  summary: "A listener as others see them.",
  access: openToGuests,
  deprecated: true,
  params: z.object({ user_id: idSchema }),
  answer: publicUserSchema,
});

const topQuery = z.object({ time_range: z.enum(["long_term", "medium_term", "short_term"]).default("medium_term"), ...pagingQuery });

export const getTopArtists = defineOperation({
  id: "getTopArtists",
  method: "get",
  path: "/v1/me/top/artists",
  tag: "Users",
  summary: "The artists whom the listener heard most.",
  access: withScopes("user-top-read"),
  query: topQuery,
  answer: pageSchema(artistSchema),
});

export const getTopTracks = defineOperation({
  id: "getTopTracks",
  method: "get",
  path: "/v1/me/top/tracks",
  tag: "Users",
  summary: "The tracks that the listener heard most.",
  access: withScopes("user-top-read"),
  query: topQuery,
  answer: pageSchema(trackSchema),
});

export const getFollowedArtists = defineOperation({
  id: "getFollowedArtists",
  method: "get",
  path: "/v1/me/following",
  tag: "Users",
  summary: "The artists whom the listener follows, by id.",
  access: withScopes("user-follow-read"),
  query: z.object({ type: z.literal("artist"), after: idSchema.optional(), limit: pagingQuery.limit }),
  answer: z.object({ artists: cursorPageSchema(artistSchema) }),
});

const followed = z.enum(["artist", "user"]);
const followChangeQuery = z.object({ type: followed, ids: idList(50).optional() });

export const followArtistsOrUsers = defineOperation({
  id: "followArtistsOrUsers",
  method: "put",
  path: "/v1/me/following",
  tag: "Users",
  summary: "Follows artists or other listeners.",
  access: withScopes("user-follow-modify"),
  deprecated: true,
  query: followChangeQuery,
  body: idsBody(50),
  status: 204,
});

export const unfollowArtistsOrUsers = defineOperation({
  id: "unfollowArtistsOrUsers",
  method: "delete",
  path: "/v1/me/following",
  tag: "Users",
  summary: "Follows artists or other listeners no more.",
  access: withScopes("user-follow-modify"),
  deprecated: true,
  query: followChangeQuery,
  body: idsBody(50),
  status: 204,
});

export const checkFollowing = defineOperation({
  id: "checkFollowing",
  method: "get",
  path: "/v1/me/following/contains",
  tag: "Users",
  summary: "Whether the listener follows each of these.",
  access: withScopes("user-follow-read"),
  deprecated: true,
  query: z.object({ type: followed, ids: idList(50) }),
  answer: z.array(z.boolean()),
});
