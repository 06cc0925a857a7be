/** What this page knows of tracks that are entries of a session: what it chose itself, and what it has shown of others. */
import { trackSummary } from "../library/trackSummaries.ts";
import type { NewItem } from "../player/controls.ts";

const remembered = new Map<string, NewItem>();
const mostRemembered = 20_000;

export function rememberTrack(uid: string, item: NewItem): void {
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(uid, item);
}

export function knownTrack(uid: string, trackId: string): Omit<NewItem, "trackId"> {
  const item = remembered.get(uid);
  const summary = trackSummary(trackId);
  const duration = (summary?.track.duration_ms ?? 0) / 1000;
  if (item?.trackId === trackId) return { ...item, duration: item.duration || duration };
  return { duration, albumId: summary?.album.id ?? "" };
}
