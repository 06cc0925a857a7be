/** The listener's list of playlists, which stands beside the page: it says at once what the page knows. */
import { collections } from "../library/collection/collections.ts";
import type { Facts } from "./facts.ts";

/** Where it is in the list, it is called and counted there as it is here. */
export function keepListed({ id, name, total, visibility, images, role }: Facts): void {
  const list = collections.peek()?.playlists;
  const listed = list?.state.peek().items.find((item) => item.id === id);
  if (!list || !listed) return;
  const known = { ...listed, name, total, isPublic: visibility === "public", role, images: images.length > 0 ? images : listed.images };
  const isSame =
    listed.name === name && listed.total === total && listed.isPublic === known.isPublic && listed.images[0]?.url === known.images[0]?.url;
  if (!isSame) list.edit((items) => items.map((item) => (item.id === id ? known : item)));
}

/** It left the library. */
export function dropListed(id: string): void {
  collections.peek()?.playlists.edit((items) => items.filter((item) => item.id !== id));
}

/** Something came in that the list can't know of. */
export function refreshListed(): void {
  void collections.peek()?.playlists.refresh(true);
}
