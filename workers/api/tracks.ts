import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { TrackDocument } from "../../contracts/documents.ts";
import type { Track } from "../../contracts/web-api/tracks.ts";
import { getTrack, getTracks } from "../../contracts/web-api/tracks.ts";
import type { ApiEnv } from "./env.ts";
import { showTrackDocument, type Viewer } from "./present.ts";
import { serve } from "./serve.ts";
import { documents } from "./viewer.ts";

export const tracks = new Hono<ApiEnv>();

serve(tracks, getTrack, async ({ params, viewer }) => {
  const shown = showLive(viewer, (await documents().tracks([params.id])).get(params.id));
  if (!shown) throw new ClientError("not_found");
  return shown;
});

serve(tracks, getTracks, async ({ query, viewer }) => {
  const found = await documents().tracks(query.ids);
  return { tracks: query.ids.map((id) => showLive(viewer, found.get(id))) };
});

/** What was taken down, alone or with its album, is shown to nobody who asks for it. */
function showLive(viewer: Viewer, document: TrackDocument | undefined): Track | null {
  return document && !document.album.withdrawn && !document.entry.withdrawn ? showTrackDocument(viewer, document) : null;
}
