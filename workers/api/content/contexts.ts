/** The tracks of what is played as a whole, and what of them its listener can hear. */
import { ClientError } from "../../../contracts/errors.ts";
import type { TrackDocument } from "../../../contracts/documents.ts";
import type { ContextTrack } from "../../../domain/connect/context.ts";
import { connectLimits } from "../../../domain/connect/limits.ts";
import { parseContextUri } from "../../../domain/connect/uris.ts";
import { uriOf } from "../../../domain/ids.ts";
import { relink } from "../catalogue/relink.ts";
import { readTopTracks } from "../catalogue/top-tracks.ts";
import { documents } from "../http/viewer.ts";
import { libraryOf } from "../library/keeping.ts";
import { readSameRecordings, readTracks } from "../playlists/known-tracks.ts";
import { trackOf } from "../playlists/present.ts";
import { readPlaylistAs } from "../playlists/read-playlist.ts";
import { decideEntry, showTrackDocument, type Viewer } from "../present.ts";

const whole = { offset: 0, limit: connectLimits.contextTracks };

/** @returns all of them, in order @throws ClientError `not_found` */
export async function readContext(uri: string, account: string, viewer: Viewer, env: Pick<Env, "LISTENERS">): Promise<ContextTrack[]> {
  const context = parseContextUri(uri);
  switch (context?.type) {
    case "album":
      return readAlbum(context.id, viewer);
    case "artist":
      return readArtist(context.id, viewer);
    case "playlist": {
      const { items } = await readPlaylistAs(account, context.id, whole, viewer.now);
      return decideAll(
        items.map((item) => trackOf(item.uri)),
        viewer,
      );
    }
    case "collection": {
      // What others saved is nobody else's to know.
      if (context.id !== account) throw new ClientError("not_found");
      const { items } = await libraryOf(env, account).list("track", whole);
      return decideAll(
        items.map(({ id }) => id),
        viewer,
      );
    }
    // There are no podcasts yet.
    case "show":
    case undefined:
    default:
      throw new ClientError("not_found");
  }
}

async function readAlbum(id: string, viewer: Viewer): Promise<ContextTrack[]> {
  const album = (await documents().albums([id])).get(id);
  if (!album || album.withdrawn) throw new ClientError("not_found");
  return album.tracks.slice(0, connectLimits.contextTracks).map((entry) => {
    const uri = uriOf("track", entry.id);
    return { uri, plays: decideEntry(viewer, album, entry).kind === "granted" ? uri : null };
  });
}

async function readArtist(id: string, viewer: Viewer): Promise<ContextTrack[]> {
  const artist = await documents().artist(id);
  if (!artist) throw new ClientError("not_found");
  const top = await readTopTracks(viewer, artist);
  return top.map(({ uri, is_playable }) => ({ uri, plays: is_playable ? uri : null }));
}

/** In place of what is not for the listener's market stands what lists show there: another track of the same recording. */
async function decideAll(ids: readonly string[], viewer: Viewer): Promise<ContextTrack[]> {
  const found = await readTracks(ids, viewer.now);
  const decisions = new Map(Array.from(found, ([id, document]) => [id, decideEntry(viewer, document.album, document.entry)]));
  const elsewhere = [...found.values()].filter(({ entry }) => {
    const decision = decisions.get(entry.id);
    return decision?.kind === "refused" && decision.reason === "market";
  });
  const standIns = await findStandIns(elsewhere, viewer);
  return ids.map((id) => {
    const uri = uriOf("track", id);
    return { uri, plays: decisions.get(id)?.kind === "granted" ? uri : (standIns.get(id) ?? null) };
  });
}

/** URIs by the ids of what they stand in for. */
async function findStandIns(elsewhere: readonly TrackDocument[], viewer: Viewer): Promise<Map<string, string>> {
  const shown = await relink(
    viewer,
    elsewhere.map((document) => showTrackDocument(viewer, document)),
    (ids) => readSameRecordings(ids, viewer.now),
  );
  return new Map(shown.flatMap((track) => (track?.linked_from ? [[track.linked_from.id, track.uri]] : [])));
}
