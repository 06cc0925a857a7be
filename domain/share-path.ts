/** Addresses of pages that can be shared: what link previews and embedded players are of. */
import { isId } from "./ids.ts";

export const shareableTypes = ["album", "artist", "track", "playlist"] as const;
export type ShareableType = (typeof shareableTypes)[number];
export type SharedThing = { type: ShareableType; id: string };

/** @returns what a path of the player's pages names; undefined where it names nothing that can be shared */
export function parseSharePath(path: string): SharedThing | undefined {
  const [, named, id = ""] = /^\/([a-z]+)\/([0-9A-Za-z]{22})\/?$/.exec(path) ?? [];
  const type = shareableTypes.find((candidate) => candidate === named);
  return type && isId(id) ? { type, id } : undefined;
}

/** The same below /embed, where the page is that others may frame. */
export function parseEmbedPath(path: string): SharedThing | undefined {
  return path.startsWith("/embed/") ? parseSharePath(path.slice("/embed".length)) : undefined;
}
