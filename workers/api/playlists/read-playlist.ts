/** Reads of a playlist by whoever asks. */
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { valueOf, type PlaylistDocument, type PlaylistItemsPage } from "../../../contracts/playlist-object.ts";
import type { PlaylistItem } from "../../../domain/playlist/schema.ts";
import type { Paging } from "../../../contracts/web-api/common.ts";
import { accountOf, requireReadScope } from "./access.ts";
import { publicPlaylists } from "./documents.ts";
import { playlistObject } from "./object.ts";
import { itemsADocument } from "./public-playlists.ts";

/** @throws ClientError `not_found` or `insufficient_scope` */
export async function readPlaylist(claims: AccessClaims, id: string, paging: Paging, now: number): Promise<PlaylistItemsPage> {
  const account = accountOf(claims);
  const known = await publicPlaylists.first(id, now);
  if (known && (account === null || !known.people.includes(account))) return readPublic(known, paging, now);
  const read = valueOf(await playlistObject(id).items(account, paging));
  requireReadScope(claims, read.head);
  return read;
}

async function readPublic(first: PlaylistDocument, { offset, limit }: Paging, now: number): Promise<PlaylistItemsPage> {
  const { id, revision, total } = first.head;
  const end = Math.min(offset + limit, total);
  const items: PlaylistItem[] = [];
  for (let at = offset; at < end; at = (Math.floor(at / itemsADocument) + 1) * itemsADocument) {
    const number = Math.floor(at / itemsADocument);
    const page = number === 0 ? first : await publicPlaylists.page(id, revision, number, now);
    items.push(...(page?.items ?? []).slice(at - number * itemsADocument, end - number * itemsADocument));
  }
  return { head: { ...first.head, role: "reader" }, items };
}
