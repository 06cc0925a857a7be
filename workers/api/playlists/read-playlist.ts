/** Reads of a playlist by whoever asks. */
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { valueOf, type PlaylistDocument, type PlaylistItemsPage } from "../../../contracts/playlist-object.ts";
import type { Paging } from "../../../contracts/web-api/common.ts";
import { accountOf, requireReadScope } from "./access.ts";
import { publicPlaylists } from "./documents.ts";
import { playlistObject } from "./object.ts";
import { itemsADocument } from "./public-playlists.ts";

/** @throws ClientError `not_found` or `insufficient_scope` */
export async function readPlaylist(claims: AccessClaims, id: string, paging: Paging, now: number): Promise<PlaylistItemsPage> {
  const read = await readPlaylistAs(accountOf(claims), id, paging, now);
  if (read.isMember) requireReadScope(claims, read.head);
  return read;
}

/**
 * @param account null: whoever has none
 * @returns `isMember`: it was not read as everybody may
 * @throws ClientError `not_found`
 */
export async function readPlaylistAs(
  account: string | null,
  id: string,
  paging: Paging,
  now: number,
): Promise<PlaylistItemsPage & { isMember: boolean }> {
  const known = await publicPlaylists.first(id, now);
  if (known && (account === null || !known.people.includes(account))) return { ...(await readPublic(known, paging, now)), isMember: false };
  return { ...valueOf(await playlistObject(id).items(account, paging)), isMember: true };
}

async function readPublic(first: PlaylistDocument, { offset, limit }: Paging, now: number): Promise<PlaylistItemsPage> {
  const { id, revision, total } = first.head;
  const end = Math.min(offset + limit, total);
  const from = Math.floor(offset / itemsADocument);
  const numbers = Array.from({ length: Math.max(0, Math.ceil(end / itemsADocument) - from) }, (_, index) => from + index);
  const pages = await Promise.all(numbers.map(async (number) => (number === 0 ? first : publicPlaylists.page(id, revision, number, now))));
  const items = pages.flatMap((page, index) => {
    const start = (from + index) * itemsADocument;
    return (page?.items ?? []).slice(Math.max(0, offset - start), end - start);
  });
  return { head: { ...first.head, role: "reader" }, items };
}
