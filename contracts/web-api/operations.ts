/** All operations of the Web API. A resource's file is listed here, and nowhere else. */
import * as albums from "./albums.ts";
import * as artists from "./artists.ts";
import * as audioFeatures from "./audio-features.ts";
import * as browse from "./browse.ts";
import * as library from "./library.ts";
import type { Operation } from "./operation.ts";
import * as playback from "./playback.ts";
import * as player from "./player.ts";
import * as playlistHistory from "./playlist-history.ts";
import * as playlistMembers from "./playlist-members.ts";
import * as playlists from "./playlists.ts";
import * as recommendations from "./recommendations.ts";
import * as shows from "./shows.ts";
import * as tracks from "./tracks.ts";
import * as users from "./users.ts";

const resources: readonly Record<string, unknown>[] = [
  albums,
  artists,
  audioFeatures,
  browse,
  library,
  playback,
  playlists,
  playlistMembers,
  playlistHistory,
  recommendations,
  shows,
  tracks,
  users,
];

/** Resources export schemas beside operations; only these say a path. */
function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "path" in value && "access" in value && "method" in value;
}

function operationsOf(resource: Record<string, unknown>): Operation[] {
  return Object.values(resource).filter(isOperation);
}

/** Served by workers/api. */
export const apiOperations: readonly Operation[] = resources.flatMap(operationsOf);

/** Served by workers/connect. */
export const playerOperations: readonly Operation[] = operationsOf(player);

/** All of them, whoever serves them. */
export const operations: readonly Operation[] = [...apiOperations, ...playerOperations];
