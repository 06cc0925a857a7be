/** Where a playlist is shown besides its own page: lists in D1, and the libraries of its owner and members. */
import type { ListenerLibrary } from "../../contracts/library.ts";
import type { PlaylistTelling } from "../../contracts/playlist-listing.ts";
import { openDatabases } from "../../d1/databases.ts";
import { putListing } from "../../d1/library/playlists.ts";
import type { NoticeRow } from "./people-store.ts";

/** Both may be told the same again. */
export type PlaylistProjection = {
  tell(telling: PlaylistTelling): Promise<void>;
  note(notice: NoticeRow, playlistId: string, now: number): Promise<void>;
};

export type ProjectionBindings = {
  /** Which database holds which slice; the databases themselves stand beside it. */
  LIBRARY_SLICES: string;
  LISTENERS: { getByName(name: string): Pick<ListenerLibrary, "notePlaylist"> };
};

export function openProjection(env: ProjectionBindings): PlaylistProjection {
  return {
    tell: (telling) => putListing(openDatabases(env, env.LIBRARY_SLICES), telling),
    async note({ account_id: accountId, relation, version }, playlistId, now) {
      await env.LISTENERS.getByName(accountId).notePlaylist(playlistId, relation, now, version);
    },
  };
}
