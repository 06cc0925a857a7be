import { exports, WorkerEntrypoint } from "cloudflare:workers";
import { playlistObject } from "./object.ts";
import { answerDocument, createPublicPlaylists } from "./public-playlists.ts";

/** Public playlists, behind the PoP's cache where there is one. */
export class PlaylistDocuments extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    return answerDocument(new URL(request.url).pathname, playlistObject);
  }
}

/** One memory an isolate. */
export const publicPlaylists = createPublicPlaylists({ fetch: (input, init) => exports.PlaylistDocuments.fetch(input, init) });
