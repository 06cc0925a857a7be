/** The object of a playlist, by its contract. */
import { env } from "cloudflare:workers";
import type { PlaylistObject } from "../../../contracts/playlist-object.ts";
import type { Remote } from "../../../contracts/rpc.ts";

/** `fetch` takes the upgrade to a live connection, nothing else. */
export type PlaylistStub = Remote<PlaylistObject> & { fetch(url: string, init: RequestInit): Promise<Response> };

/** Whether there is a playlist of that id is only said by what the object answers. */
export function playlistObject(id: string): PlaylistStub {
  return env.PLAYLISTS.getByName(id);
}
