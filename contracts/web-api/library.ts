/** What a listener keeps: the newer `/me/library`, and the older paths by type. */
import { z } from "zod";
import { idSchema } from "../../domain/catalogue.ts";
import { libraryLimits } from "../library.ts";
import { parseUri } from "../../domain/ids.ts";
import { albumSchema } from "./albums.ts";
import { idList, idsBody, marketQuery, pageSchema, pagingQuery } from "./common.ts";
import { defineOperation, withAnyScope, withScopes } from "./operation.ts";
import { trackSchema } from "./tracks.ts";

export const savedAlbumSchema = z.object({ added_at: z.iso.datetime(), album: albumSchema });
export const savedTrackSchema = z.object({ added_at: z.iso.datetime(), track: trackSchema });
export type SavedAlbum = z.infer<typeof savedAlbumSchema>;
export type SavedTrack = z.infer<typeof savedTrackSchema>;

const readLibrary = withScopes("user-library-read");
const changeLibrary = withScopes("user-library-modify");

/** URIs of albums, tracks, shows, episodes (library), artists and users (follows), and playlists, with commas between them. */
const uriList = z
  .string()
  .transform((text) => text.split(",").map((uri) => uri.trim()))
  .pipe(
    z
      .array(z.string().refine((uri) => parseUri(uri) !== undefined, "a URI such as nearfield:track:… is expected"))
      .min(1)
      .max(40),
  );
/** Which of the scopes is asked for depends on the URIs; the handler says. */
const mayKeep = withAnyScope("user-library-modify", "user-follow-modify", "playlist-modify-public", "playlist-modify-private");

export const saveToLibrary = defineOperation({
  id: "saveToLibrary",
  method: "put",
  path: "/v1/me/library",
  tag: "Library",
  summary: "Saves albums, tracks, shows and episodes; follows artists, listeners and playlists.",
  access: mayKeep,
  query: z.object({ uris: uriList }),
});

export const removeFromLibrary = defineOperation({
  id: "removeFromLibrary",
  method: "delete",
  path: "/v1/me/library",
  tag: "Library",
  summary: "Takes out of the library what `saveToLibrary` put there.",
  access: mayKeep,
  query: z.object({ uris: uriList }),
});

export const checkLibrary = defineOperation({
  id: "checkLibrary",
  method: "get",
  path: "/v1/me/library/contains",
  tag: "Library",
  summary: "Whether each of these is in the library, or followed.",
  access: withAnyScope("user-library-read", "user-follow-read", "playlist-read-private"),
  query: z.object({ uris: uriList }),
  answer: z.array(z.boolean()),
});

/** The four operations of one kind of saved thing. */
function savedOperations<Kind extends "albums" | "tracks" | "shows" | "episodes", Item extends z.ZodType>(kind: Kind, item: Item) {
  const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const most = kind === "albums" ? 20 : 50;
  const shared = { path: `/v1/me/${kind}`, tag: "Library" } as const;
  const timestamped = z.object({
    ids: z.array(idSchema).max(50).optional(),
    /** With the time that counts, as another service knew it. */
    timestamped_ids: z
      .array(z.object({ id: idSchema, added_at: z.iso.datetime({ offset: true }) }))
      .max(50)
      .optional(),
  });
  return {
    list: defineOperation({
      ...shared,
      id: `getSaved${name}`,
      method: "get",
      summary: `Saved ${kind}, newest first.`,
      access: readLibrary,
      query: z.object({ ...marketQuery, ...pagingQuery }),
      answer: pageSchema(item),
    }),
    save: defineOperation({
      ...shared,
      id: `save${name}`,
      method: "put",
      summary: `Saves ${kind}.`,
      access: changeLibrary,
      deprecated: true,
      query: z.object({ ids: idList(most).optional() }),
      body: z.union([z.array(idSchema).max(50), timestamped]),
    }),
    remove: defineOperation({
      ...shared,
      id: `remove${name}`,
      method: "delete",
      summary: `Takes ${kind} out of the library.`,
      access: changeLibrary,
      deprecated: true,
      query: z.object({ ids: idList(most).optional() }),
      body: idsBody(50),
    }),
    check: defineOperation({
      ...shared,
      path: `/v1/me/${kind}/contains`,
      id: `checkSaved${name}`,
      method: "get",
      summary: `Whether each of these ${kind} is saved.`,
      access: readLibrary,
      deprecated: true,
      query: z.object({ ids: idList(most) }),
      answer: z.array(z.boolean()),
    }),
  };
}

export const {
  list: getSavedAlbums,
  save: saveAlbums,
  remove: removeAlbums,
  check: checkSavedAlbums,
} = savedOperations("albums", savedAlbumSchema);
export const {
  list: getSavedTracks,
  save: saveTracks,
  remove: removeTracks,
  check: checkSavedTracks,
} = savedOperations("tracks", savedTrackSchema);
/** There are no podcasts yet: lists of them are empty, and nothing unknown can be saved. */
export const { list: getSavedShows, save: saveShows, remove: removeShows, check: checkSavedShows } = savedOperations("shows", z.never());
export const {
  list: getSavedEpisodes,
  save: saveEpisodes,
  remove: removeEpisodes,
  check: checkSavedEpisodes,
} = savedOperations("episodes", z.never());

const preferences = z.record(z.string(), z.unknown());

export const getPreferences = defineOperation({
  id: "getPreferences",
  method: "get",
  path: "/v1/me/preferences",
  tag: "Library",
  summary: "What players remember for the listener on all devices: how lists are sorted and shown.",
  access: readLibrary,
  answer: z.object({ preferences }),
});

export const changePreferences = defineOperation({
  id: "changePreferences",
  method: "put",
  path: "/v1/me/preferences",
  tag: "Library",
  summary:
    "Remembers values by key, and forgets those that are null; all of them or none. At most 32 keys, and 4,096 characters of JSON each.",
  access: changeLibrary,
  body: z.object({
    preferences: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9._:-]{0,63}$/), z.unknown())
      .refine((changes) => Object.keys(changes).length <= libraryLimits.preferences, `at most ${libraryLimits.preferences} at once`),
  }),
  status: 204,
});
