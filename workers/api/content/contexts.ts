/** The tracks of what is played as a whole, those that its listener can hear. */
import { ClientError } from "../../../contracts/errors.ts";
import type { TrackDocument } from "../../../contracts/documents.ts";
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

/** @returns URIs in order @throws ClientError `not_found` */
export async function readContext(uri: string, account: string, viewer: Viewer, env: Pick<Env, "LISTENERS">): Promise<string[]> {
  const context = parseContextUri(uri);
  switch (context?.type) {
    case "album":
      return readAlbum(context.id, viewer);
    case "artist":
      return readArtist(context.id, viewer);
    case "playlist": {
      const { items } = await readPlaylistAs(account, context.id, whole, viewer.now);
      return heardOf(
        items.map((item) => trackOf(item.uri)),
        viewer,
      );
    }
    case "collection": {
      // What others saved is nobody else's to know.
      if (context.id !== account) throw new ClientError("not_found");
      const { items } = await libraryOf(env, account).list("track", whole);
      return heardOf(
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

async function readAlbum(id: string, viewer: Viewer): Promise<string[]> {
  const album = (await documents().albums([id])).get(id);
  if (!album || album.withdrawn) throw new ClientError("not_found");
  const heard = album.tracks.filter((entry) => decideEntry(viewer, album, entry).kind === "granted");
  return heard.slice(0, connectLimits.contextTracks).map((entry) => uriOf("track", entry.id));
}

async function readArtist(id: string, viewer: Viewer): Promise<string[]> {
  const artist = await documents().artist(id);
  if (!artist) throw new ClientError("not_found");
  const top = await readTopTracks(viewer, artist);
  return top.filter((track) => track.is_playable).map(({ uri }) => uri);
}

/** In place of what is not for the listener's market stands what lists show there: another track of the same recording. */
async function heardOf(ids: readonly string[], viewer: Viewer): Promise<string[]> {
  const found = await readTracks(ids, viewer.now);
  const decisions = new Map(Array.from(found, ([id, document]) => [id, decideEntry(viewer, document.album, document.entry)]));
  const elsewhere = [...found.values()].filter(({ entry }) => {
    const decision = decisions.get(entry.id);
    return decision?.kind === "refused" && decision.reason === "market";
  });
  const standIns = await findStandIns(elsewhere, viewer);
  return ids.flatMap((id) => {
    if (decisions.get(id)?.kind === "granted") return [uriOf("track", id)];
    return standIns.get(id) ?? [];
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
