/** What the api says of music to other Workers by RPC (its entrypoint `Content`): what a context holds, and how tracks are shown. */
import { z } from "zod";
import { marketSchema } from "../domain/catalogue.ts";
import type { ContextTrack } from "../domain/connect/context.ts";
import { planSchema } from "../domain/ladder.ts";
import { explicitAccessSchema } from "../domain/playability.ts";
import type { Track } from "./web-api/tracks.ts";
import type { Eventually } from "./rpc.ts";

/** For whom: rights, plan and age decide what plays, the account what of playlists and of what is saved can be read. */
export const contentAskerSchema = z.strictObject({
  account: z.string(),
  plan: planSchema,
  market: marketSchema,
  explicit: explicitAccessSchema,
});
export type ContentAsker = z.infer<typeof contentAskerSchema>;

/** `not_found`: there is no such thing, or not for them. */
export type ContextAnswer = { ok: true; tracks: ContextTrack[] } | { ok: false; code: "not_found" | "overloaded" };

export type ContentService = {
  /**
   * The tracks of an album, an artist (the best known ones), a playlist, or of what an account saved, as they stand there, each with
   * what plays in its place for the asker. At most `connectLimits.contextTracks`.
   * @param uri `nearfield:album:…`, `:artist:`, `:playlist:`, `:collection:<account>`
   */
  resolve(uri: string, asker: ContentAsker): Eventually<ContextAnswer>;
  /** Tracks as the Web API shows them, in the order of their ids; null where there is none. @param origin of links and pictures */
  tracks(ids: readonly string[], asker: ContentAsker, origin: string): Eventually<(Track | null)[]>;
};
