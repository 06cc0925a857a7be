/** The object of a playlist, by its contract. */
import { env } from "cloudflare:workers";
import type { PlaylistObject } from "../../../contracts/playlist-object.ts";

type Remote<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: Parameters) => Promise<Awaited<Result>>
    : never;
};

/** `fetch` takes the upgrade to a live connection, nothing else. */
export type PlaylistStub = Remote<PlaylistObject> & { fetch(url: string, init: RequestInit): Promise<Response> };

/** Whether there is a playlist of that id is only said by what the object answers. */
export function playlistObject(id: string): PlaylistStub {
  return env.PLAYLISTS.getByName(id);
}
