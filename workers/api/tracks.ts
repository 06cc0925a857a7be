import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { TrackDocument } from "../../contracts/documents.ts";
import { getTrack, getTracks, type Track } from "../../contracts/web-api/tracks.ts";
import type { ApiEnv } from "./env.ts";
import { links, showTrackDocument, type Viewer } from "./present.ts";
import { serve } from "./serve.ts";
import { documents } from "./viewer.ts";

export const tracks = new Hono<ApiEnv>();

serve(tracks, getTrack, async ({ params, viewer }) => {
  const [shown] = await showTracks(viewer, [params.id]);
  if (!shown) throw new ClientError("not_found");
  return shown;
});

serve(tracks, getTracks, async ({ query, viewer }) => ({ tracks: await showTracks(viewer, query.ids) }));

/** What was taken down, alone or with its album, is shown to nobody who asks for it: null, as for what is not known. */
async function showTracks(viewer: Viewer, ids: readonly string[]): Promise<(Track | null)[]> {
  const found = await documents().tracks(ids);
  const shown = ids.map((id) => {
    const document = found.get(id);
    return document && !document.album.withdrawn && !document.entry.withdrawn ? showTrackDocument(viewer, document) : null;
  });
  return relink(viewer, shown);
}

/** In place of a track that is not for this market answers another one of the same recording that is, where there is one. */
async function relink(viewer: Viewer, shown: (Track | null)[]): Promise<(Track | null)[]> {
  const elsewhere = shown.flatMap((track) => (track?.restrictions?.reason === "market" ? [track.id] : []));
  if (elsewhere.length === 0) return shown;
  const same = await documents().sameRecordings(elsewhere);
  return shown.map((track) => (track && standIn(viewer, track, same.get(track.id) ?? [])) ?? track);
}

function standIn(viewer: Viewer, track: Track, same: readonly TrackDocument[]): Track | undefined {
  if (track.restrictions?.reason !== "market") return undefined;
  const playable = same.map((document) => showTrackDocument(viewer, document)).find((candidate) => candidate.is_playable);
  return playable && { ...playable, linked_from: { ...links(viewer, "track", track.id), type: "track" } };
}
