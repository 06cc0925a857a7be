/** Tracks as they are heard in a listener's market, which is not always by the release that was named. */
import type { TrackDocument } from "../../../contracts/documents.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { links, showTrackDocument, type Viewer } from "../present.ts";

/** Tracks that play the same recording, by the tracks that are asked for. */
type SameRecordings = (ids: readonly string[]) => Promise<Map<string, TrackDocument[]>>;

/** In place of a track that is not for this market answers another one of the same recording that is, where there is one. */
export async function relink(viewer: Viewer, shown: (Track | null)[], read: SameRecordings): Promise<(Track | null)[]> {
  const elsewhere = shown.flatMap((track) => (track?.restrictions?.reason === "market" ? [track.id] : []));
  if (elsewhere.length === 0) return shown;
  const same = await read(elsewhere);
  return shown.map((track) => (track && standIn(viewer, track, same.get(track.id) ?? [])) ?? track);
}

function standIn(viewer: Viewer, track: Track, same: readonly TrackDocument[]): Track | undefined {
  if (track.restrictions?.reason !== "market") return undefined;
  const playable = same.map((document) => showTrackDocument(viewer, document)).find((candidate) => candidate.is_playable);
  return playable && { ...playable, linked_from: { ...links(viewer, "track", track.id), type: "track" } };
}
