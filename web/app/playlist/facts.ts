/** A playlist's head as the page shows it: the document that came first, and on top of it what the live connection says. */
import type { ImageObject } from "../../../contracts/web-api/common.ts";
import type { Playlist } from "../../../contracts/web-api/playlists.ts";
import type { Image } from "../../../domain/catalogue.ts";
import { belongs, mayEdit } from "../../../domain/playlist/access.ts";
import type { PlaylistRole, PlaylistSnapshot } from "../../../domain/playlist/schema.ts";

export type Facts = {
  id: string;
  name: string;
  description: string;
  visibility: Visibility;
  /** Its own picture; empty: it has none. */
  images: ImageObject[];
  colour: string | undefined;
  owner: Playlist["owner"];
  total: number;
  role: PlaylistRole;
  isOwner: boolean;
  canEdit: boolean;
  /** Owner, invited, or editing a collaborative one: sees history and members. */
  belongs: boolean;
};

/** `open`: every account that has its address edits it. */
export type Visibility = "private" | "public" | "open";

function visibilityOf(details: { public: boolean; collaborative: boolean }): Visibility {
  if (details.public) return "public";
  return details.collaborative ? "open" : "private";
}

export function imagesOf({ id, sizes }: Image): ImageObject[] {
  return sizes.map((size) => ({ url: `/images/${id}/${size}.jpg`, width: size, height: size }));
}

export function factsOf(playlist: Playlist, view: PlaylistSnapshot | undefined, role: PlaylistRole | undefined): Facts {
  const details = view?.details;
  const now = role ?? playlist.role ?? "reader";
  return {
    id: playlist.id,
    name: details?.name ?? playlist.name,
    description: details?.description ?? playlist.description,
    visibility: visibilityOf(details ?? playlist),
    images: details?.image ? imagesOf(details.image) : [],
    colour: details?.image?.colour,
    owner: playlist.owner,
    total: view?.items.length ?? playlist.items.total,
    role: now,
    isOwner: now === "owner",
    canEdit: mayEdit(now),
    belongs: belongs(now),
  };
}
