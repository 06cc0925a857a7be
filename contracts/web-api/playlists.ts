/** Playlists as the Web API has them, with both its generations (`tracks` and `items`). */
import { z } from "zod";
import { idSchema } from "../../domain/catalogue.ts";
import { parseFields } from "../../domain/fields.ts";
import { playlistDetailsSchema } from "../../domain/playlist/schema.ts";
import { decimal, externalUrlsSchema, followersSchema, idList, imageObjectSchema, marketQuery, pageSchema, pagingQuery } from "./common.ts";
import { defineOperation, openToGuests, withAnyScope, withScopes, type Operation } from "./operation.ts";
import { trackSchema } from "./tracks.ts";
import { ownerSchema, userLinkSchema } from "./users.ts";

export const playlistId = { playlist_id: idSchema };
export const mayModify = withAnyScope("playlist-modify-public", "playlist-modify-private");

/** `item` (newer) and `track` (older) are the same; null where it is not in the catalogue any more. */
export const playlistItemSchema = z.object({
  added_at: z.iso.datetime(),
  added_by: userLinkSchema,
  is_local: z.literal(false),
  primary_color: z.null(),
  video_thumbnail: z.object({ url: z.null() }),
  item: trackSchema.nullable(),
  track: trackSchema.nullable(),
  /** Nearfield's own: names the item however the list is edited. */
  uid: z.string(),
});
export type PlaylistItem = z.infer<typeof playlistItemSchema>;

const countSchema = z.object({ href: z.url(), total: z.int().min(0) });

export const simplifiedPlaylistSchema = z.object({
  collaborative: z.boolean(),
  description: z.string(),
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  images: z.array(imageObjectSchema),
  name: z.string(),
  owner: ownerSchema,
  primary_color: z.null(),
  public: z.boolean(),
  snapshot_id: z.string(),
  items: countSchema,
  tracks: countSchema,
  type: z.literal("playlist"),
  uri: z.string(),
  /** Nearfield's own: what the listener may do with it. */
  role: z.enum(["owner", "editor", "viewer", "reader"]).optional(),
});
export type SimplifiedPlaylist = z.infer<typeof simplifiedPlaylistSchema>;

export const itemPageSchema = pageSchema(playlistItemSchema);
export const playlistSchema = simplifiedPlaylistSchema.extend({
  items: itemPageSchema,
  tracks: itemPageSchema,
  followers: followersSchema,
});
export type Playlist = z.infer<typeof playlistSchema>;

const fieldsSchema = z
  .string()
  .max(1000)
  .transform((text, context) => {
    const fields = parseFields(text);
    if (fields) return fields;
    context.addIssue({ code: "custom", message: "names with commas, dots, parentheses and ! between them are expected" });
    return z.NEVER;
  });

/** `fields` filters the answer (domain/fields.ts); `additional_types` is read and changes nothing until there are episodes. */
const shapeQuery = { fields: fieldsSchema.optional(), additional_types: z.string().max(100).optional(), ...marketQuery };
/** An answer, or what `fields` leaves of it. */
const filtered = <Schema extends z.ZodObject>(schema: Schema) => z.union([schema, z.record(z.string(), z.unknown())]);

export const getPlaylist = defineOperation({
  id: "getPlaylist",
  method: "get",
  path: "/v1/playlists/{playlist_id}",
  tag: "Playlists",
  summary: "A playlist with its first hundred items.",
  access: openToGuests,
  params: z.object(playlistId),
  query: z.object(shapeQuery),
  answer: filtered(playlistSchema),
});

const { name: nameSchema, description: descriptionSchema } = playlistDetailsSchema.shape;

export const changePlaylist = defineOperation({
  id: "changePlaylist",
  method: "put",
  path: "/v1/playlists/{playlist_id}",
  tag: "Playlists",
  summary: "Changes a playlist's name, description, and who may see and edit it.",
  access: mayModify,
  params: z.object(playlistId),
  body: z.object({
    name: nameSchema.optional(),
    description: descriptionSchema.nullish(),
    public: z.boolean().optional(),
    collaborative: z.boolean().optional(),
  }),
});

const createBody = z.object({
  name: nameSchema,
  description: descriptionSchema.nullish(),
  public: z.boolean().default(true),
  collaborative: z.boolean().default(false),
});

export const createPlaylist = defineOperation({
  id: "createPlaylist",
  method: "post",
  path: "/v1/me/playlists",
  tag: "Playlists",
  summary: "Makes a playlist; with an Idempotency-Key, the same one however often it is asked.",
  access: mayModify,
  body: createBody,
  status: 201,
  answer: playlistSchema,
});

export const createPlaylistForUser = defineOperation({
  id: "createPlaylistForUser",
  method: "post",
  path: "/v1/users/{user_id}/playlists",
  tag: "Playlists",
  summary: "Makes a playlist of the listener's own; `user_id` has to be theirs.",
  access: mayModify,
  deprecated: true,
  params: z.object({ user_id: idSchema }),
  body: createBody,
  status: 201,
  answer: playlistSchema,
});

export const getOwnPlaylists = defineOperation({
  id: "getOwnPlaylists",
  method: "get",
  path: "/v1/me/playlists",
  tag: "Playlists",
  summary: "Playlists that the listener owns, edits or follows.",
  access: withScopes("playlist-read-private"),
  query: z.object(pagingQuery),
  answer: pageSchema(simplifiedPlaylistSchema),
});

export const getPlaylistsOfUser = defineOperation({
  id: "getPlaylistsOfUser",
  method: "get",
  path: "/v1/users/{user_id}/playlists",
  tag: "Playlists",
  summary: "A listener's public playlists.",
  access: openToGuests,
  deprecated: true,
  params: z.object({ user_id: idSchema }),
  query: z.object(pagingQuery),
  answer: pageSchema(simplifiedPlaylistSchema),
});

/** Items of a playlist: `/items`, and `/tracks` for the older generation; the same in all but their paths. */
function itemOperations<Path extends "items" | "tracks">(path: Path) {
  const generation = path === "tracks" ? { deprecated: true as const } : {};
  const suffix = path === "tracks" ? "Tracks" : "Items";
  const shared = {
    path: `/v1/playlists/{playlist_id}/${path}` as const,
    tag: "Playlists" as const,
    params: z.object(playlistId),
    ...generation,
  };
  const snapshot = z.object({ snapshot_id: z.string() });
  const uriSchema = z.string().max(100);
  return {
    read: {
      ...shared,
      id: `getPlaylist${suffix}`,
      method: "get",
      summary: "A playlist's items.",
      access: openToGuests,
      query: z.object({ ...shapeQuery, ...pagingQuery, limit: decimal(1, 100).default(100) }),
      answer: filtered(itemPageSchema),
    },
    add: {
      ...shared,
      id: `addPlaylist${suffix}`,
      method: "post",
      summary: "Adds items, at the end or at `position`; with an Idempotency-Key, once.",
      access: mayModify,
      query: z.object({ uris: z.string().max(10_000).optional(), position: decimal(0).optional() }),
      body: z.object({ uris: z.array(uriSchema).max(100).optional(), position: z.int().min(0).optional() }),
      status: 201,
      answer: snapshot,
    },
    change: {
      ...shared,
      id: `changePlaylist${suffix}`,
      method: "put",
      summary: "Moves a range of items, or puts others in the place of all.",
      access: mayModify,
      query: z.object({ uris: z.string().max(10_000).optional() }),
      body: z.object({
        uris: z.array(uriSchema).max(100).optional(),
        range_start: z.int().min(0).optional(),
        insert_before: z.int().min(0).optional(),
        range_length: z.int().min(0).default(1),
        snapshot_id: z.string().max(200).optional(),
      }),
      answer: snapshot,
    },
    remove: {
      ...shared,
      id: `removePlaylist${suffix}`,
      method: "delete",
      summary: "Removes items: all of a URI, or those at `positions`.",
      access: mayModify,
      body: z.object({
        items: z
          .array(z.object({ uri: uriSchema, positions: z.array(z.int().min(0)).optional() }))
          .max(100)
          .optional(),
        tracks: z
          .array(z.object({ uri: uriSchema, positions: z.array(z.int().min(0)).optional() }))
          .max(100)
          .optional(),
        /** Positions alone, as an older generation takes them. */
        positions: z.array(z.int().min(0)).max(100).optional(),
        snapshot_id: z.string().max(200).optional(),
      }),
      answer: snapshot,
    },
  } satisfies Record<string, Operation>;
}

const items = itemOperations("items");
const tracks = itemOperations("tracks");
export const getPlaylistItems = defineOperation(items.read);
export const addPlaylistItems = defineOperation(items.add);
export const changePlaylistItems = defineOperation(items.change);
export const removePlaylistItems = defineOperation(items.remove);
export const getPlaylistTracks = defineOperation(tracks.read);
export const addPlaylistTracks = defineOperation(tracks.add);
export const changePlaylistTracks = defineOperation(tracks.change);
export const removePlaylistTracks = defineOperation(tracks.remove);

export const getPlaylistImages = defineOperation({
  id: "getPlaylistImages",
  method: "get",
  path: "/v1/playlists/{playlist_id}/images",
  tag: "Playlists",
  summary: "A playlist's picture: one of its own, or a mosaic of its covers.",
  access: openToGuests,
  params: z.object(playlistId),
  answer: z.array(imageObjectSchema),
});

export const putPlaylistImage = defineOperation({
  id: "putPlaylistImage",
  method: "put",
  path: "/v1/playlists/{playlist_id}/images",
  tag: "Playlists",
  summary: "Gives a playlist a picture: a JPEG in base64, at most 256 kB.",
  access: { ...mayModify, scopes: ["ugc-image-upload"] },
  params: z.object(playlistId),
  upload: "image/jpeg",
  status: 202,
});

export const followPlaylist = defineOperation({
  id: "followPlaylist",
  method: "put",
  path: "/v1/playlists/{playlist_id}/followers",
  tag: "Playlists",
  summary: "Follows a playlist.",
  access: mayModify,
  deprecated: true,
  params: z.object(playlistId),
  body: z.object({ public: z.boolean().default(true) }),
});

export const unfollowPlaylist = defineOperation({
  id: "unfollowPlaylist",
  method: "delete",
  path: "/v1/playlists/{playlist_id}/followers",
  tag: "Playlists",
  summary: "Follows a playlist no more; of one's own, it leaves the library.",
  access: mayModify,
  deprecated: true,
  params: z.object(playlistId),
});

export const checkPlaylistFollowers = defineOperation({
  id: "checkPlaylistFollowers",
  method: "get",
  path: "/v1/playlists/{playlist_id}/followers/contains",
  tag: "Playlists",
  summary: "Whether the listener follows a playlist.",
  access: withScopes(),
  deprecated: true,
  params: z.object(playlistId),
  query: z.object({ ids: idList(5).optional() }),
  answer: z.array(z.boolean()),
});

/** Nearfield's own. */
export const duplicatePlaylist = defineOperation({
  id: "duplicatePlaylist",
  method: "post",
  path: "/v1/playlists/{playlist_id}/duplicate",
  tag: "Playlists",
  summary: "Makes a copy of the listener's own; with an Idempotency-Key, once.",
  access: mayModify,
  params: z.object(playlistId),
  body: z.object({ name: nameSchema.optional(), public: z.boolean().default(false) }),
  status: 201,
  answer: playlistSchema,
});
