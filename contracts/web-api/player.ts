/** Playback on the listener's devices: the Web API's face of their Connect session. Answered by workers/connect. */
import { z } from "zod";
import type { PlayerAction } from "../../domain/connect/actions.ts";
import { connectLimits, positionSchema, repeatSchema } from "../../domain/connect/schema.ts";
import type { DeviceKind } from "../../domain/plan-table.ts";
import { decimal, externalUrlsSchema, marketQuery } from "./common.ts";
import { defineOperation, withScopes } from "./operation.ts";
import { trackSchema } from "./tracks.ts";

/** The Web API's names of what plays. */
export const deviceTypes = {
  computer: "Computer",
  tablet: "Tablet",
  smartphone: "Smartphone",
  speaker: "Speaker",
  tv: "TV",
  game_console: "GameConsole",
  automobile: "Automobile",
  unknown: "Unknown",
} as const satisfies Record<DeviceKind, string>;

export const deviceObjectSchema = z.object({
  id: z.string().nullable(),
  is_active: z.boolean(),
  is_private_session: z.boolean(),
  /** It takes no commands now. */
  is_restricted: z.boolean(),
  name: z.string(),
  type: z.enum(Object.values(deviceTypes)),
  /** null where its volume can't be set. */
  volume_percent: z.int().min(0).max(100).nullable(),
  supports_volume: z.boolean(),
});
export type DeviceObject = z.infer<typeof deviceObjectSchema>;

export const contextObjectSchema = z.object({
  type: z.enum(["album", "artist", "playlist", "show", "collection"]),
  href: z.url(),
  external_urls: externalUrlsSchema,
  uri: z.string(),
});
export type ContextObject = z.infer<typeof contextObjectSchema>;

const disallowed = z.boolean().optional();
/** true: that is not possible now. What is possible is left out. */
const disallowsSchema = z.object({
  interrupting_playback: disallowed,
  pausing: disallowed,
  resuming: disallowed,
  seeking: disallowed,
  skipping_next: disallowed,
  skipping_prev: disallowed,
  toggling_repeat_context: disallowed,
  toggling_shuffle: disallowed,
  toggling_repeat_track: disallowed,
  transferring_playback: disallowed,
} satisfies Record<PlayerAction, typeof disallowed>);

export const currentlyPlayingSchema = z.object({
  context: contextObjectSchema.nullable(),
  /** When it was last changed what plays, and from where, in milliseconds since 1970. */
  timestamp: z.int(),
  progress_ms: z.int().min(0).nullable(),
  is_playing: z.boolean(),
  item: trackSchema.nullable(),
  currently_playing_type: z.enum(["track", "episode", "unknown"]),
  actions: z.object({ disallows: disallowsSchema }),
});
export type CurrentlyPlaying = z.infer<typeof currentlyPlayingSchema>;

export const playbackStateSchema = currentlyPlayingSchema.extend({
  device: deviceObjectSchema,
  repeat_state: repeatSchema,
  shuffle_state: z.boolean(),
});
export type PlaybackState = z.infer<typeof playbackStateSchema>;

export const playerQueueSchema = z.object({ currently_playing: trackSchema.nullable(), queue: z.array(trackSchema) });

const playHistorySchema = z.object({ track: trackSchema, played_at: z.iso.datetime(), context: contextObjectSchema.nullable() });

const player = { tag: "Player" } as const;
const read = withScopes("user-read-playback-state");
const modify = withScopes("user-modify-playback-state");
/** Commands are answered when the session has them: devices follow. */
const command = { ...player, access: modify, status: 204 } as const;

/** Absent: the device that has the playback. One that the session does not know is no device at all. */
const deviceQuery = { device_id: z.string().min(1).max(200).optional() };
/** `additional_types` is read and changes nothing: there are no episodes yet. */
const shapeQuery = { ...marketQuery, additional_types: z.string().max(100).optional() };
/** Read by the handler, which knows whose `spotify:collection` it is. */
const uriSchema = z.string().min(1).max(200);

export const getPlaybackState = defineOperation({
  ...player,
  id: "getPlaybackState",
  method: "get",
  path: "/v1/me/player",
  summary: "What plays where, and how; nothing where no device has the playback.",
  access: read,
  query: z.object(shapeQuery),
  answer: playbackStateSchema,
  mayBeEmpty: true,
});

export const transferPlayback = defineOperation({
  ...command,
  id: "transferPlayback",
  method: "put",
  path: "/v1/me/player",
  summary: "Moves playback to another device, playing if it plays, or anyway if `play` says so.",
  body: z.object({
    device_ids: z.array(z.string().min(1).max(200)).length(1, "exactly one device is expected"),
    play: z.boolean().optional(),
  }),
});

export const getDevices = defineOperation({
  ...player,
  id: "getDevices",
  method: "get",
  path: "/v1/me/player/devices",
  summary: "Devices that can play now.",
  access: read,
  answer: z.object({ devices: z.array(deviceObjectSchema) }),
});

export const getCurrentlyPlaying = defineOperation({
  ...player,
  id: "getCurrentlyPlaying",
  method: "get",
  path: "/v1/me/player/currently-playing",
  summary: "What plays, wherever; nothing where no device has the playback.",
  access: withScopes("user-read-currently-playing"),
  query: z.object(shapeQuery),
  answer: currentlyPlayingSchema,
  mayBeEmpty: true,
});

export const startPlayback = defineOperation({
  ...command,
  id: "startPlayback",
  method: "put",
  path: "/v1/me/player/play",
  summary: "Plays a context or tracks, or goes on with what is there.",
  query: z.object(deviceQuery),
  body: z
    .object({
      context_uri: uriSchema.optional(),
      uris: z.array(uriSchema).min(1).max(connectLimits.contextTracks).optional(),
      /** Where in the context, or among the tracks, it begins. */
      offset: z.union([z.object({ position: z.int().min(0) }), z.object({ uri: uriSchema })]).optional(),
      position_ms: positionSchema.optional(),
    })
    .refine(({ context_uri, uris }) => context_uri === undefined || uris === undefined, {
      path: ["uris"],
      message: "either a context or tracks can be played",
    }),
});

export const pausePlayback = defineOperation({
  ...command,
  id: "pausePlayback",
  method: "put",
  path: "/v1/me/player/pause",
  summary: "Pauses.",
  query: z.object(deviceQuery),
});

export const skipToNext = defineOperation({
  ...command,
  id: "skipToNext",
  method: "post",
  path: "/v1/me/player/next",
  summary: "Skips to the next track.",
  query: z.object(deviceQuery),
});

export const skipToPrevious = defineOperation({
  ...command,
  id: "skipToPrevious",
  method: "post",
  path: "/v1/me/player/previous",
  summary: "To the previous track, or, later than three seconds into one, to its beginning.",
  query: z.object(deviceQuery),
});

export const seekToPosition = defineOperation({
  ...command,
  id: "seekToPosition",
  method: "put",
  path: "/v1/me/player/seek",
  summary: "Goes to a position in the track.",
  query: z.object({ ...deviceQuery, position_ms: decimal(0, positionSchema.maxValue ?? 0) }),
});

export const setRepeatMode = defineOperation({
  ...command,
  id: "setRepeatMode",
  method: "put",
  path: "/v1/me/player/repeat",
  summary: "Repeats the track, the context, or nothing.",
  query: z.object({ ...deviceQuery, state: repeatSchema }),
});

export const setPlaybackVolume = defineOperation({
  ...command,
  id: "setPlaybackVolume",
  method: "put",
  path: "/v1/me/player/volume",
  summary: "Sets a device's volume.",
  query: z.object({ ...deviceQuery, volume_percent: decimal(0, 100) }),
});

export const toggleShuffle = defineOperation({
  ...command,
  id: "toggleShuffle",
  method: "put",
  path: "/v1/me/player/shuffle",
  summary: "Shuffles what plays, or puts it back in order.",
  query: z.object({ ...deviceQuery, state: z.enum(["true", "false"]) }),
});

export const getRecentlyPlayed = defineOperation({
  ...player,
  id: "getRecentlyPlayed",
  method: "get",
  path: "/v1/me/player/recently-played",
  summary: "Tracks that were played, newest first. Plays are not counted yet: the list is empty.",
  access: withScopes("user-read-recently-played"),
  query: z
    .object({
      limit: decimal(1, 50).default(20),
      /** Milliseconds since 1970; one of the two. */
      after: decimal(0).optional(),
      before: decimal(0).optional(),
    })
    .refine(({ after, before }) => after === undefined || before === undefined, {
      path: ["before"],
      message: "either after or before can be asked for",
    }),
  answer: z.object({
    href: z.url(),
    limit: z.int(),
    next: z.url().nullable(),
    cursors: z.object({ after: z.string().nullable(), before: z.string().nullable() }),
    total: z.int(),
    items: z.array(playHistorySchema),
  }),
});

export const getQueue = defineOperation({
  ...player,
  id: "getQueue",
  method: "get",
  path: "/v1/me/player/queue",
  summary: "What plays, and what comes next.",
  access: withScopes("user-read-currently-playing", "user-read-playback-state"),
  answer: playerQueueSchema,
});

export const addToQueue = defineOperation({
  ...command,
  id: "addToQueue",
  method: "post",
  path: "/v1/me/player/queue",
  summary: "Puts a track at the end of the listener's own queue.",
  query: z.object({ ...deviceQuery, uri: uriSchema }),
});
