import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { getTrack, getTracks, type Track } from "../../../contracts/web-api/tracks.ts";
import type { ApiEnv } from "../http/env.ts";
import { showKnownTrack, type Viewer } from "../present.ts";
import { relink } from "./relink.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

export const tracks = new Hono<ApiEnv>();

serve(tracks, getTrack, async ({ params, viewer }) => {
  const [shown] = await showTracks(viewer, [params.id]);
  if (!shown) throw new ClientError("not_found");
  return shown;
});

serve(tracks, getTracks, async ({ query, viewer }) => ({ tracks: await showTracks(viewer, query.ids) }));

async function showTracks(viewer: Viewer, ids: readonly string[]): Promise<(Track | null)[]> {
  const found = await documents().tracks(ids);
  const shown = ids.map((id) => showKnownTrack(viewer, found.get(id)));
  return relink(viewer, shown, (those) => documents().sameRecordings(those));
}
