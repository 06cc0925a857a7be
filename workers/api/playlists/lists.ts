import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import type { KeptPlaylist } from "../../../contracts/library.ts";
import type { PlaylistListing } from "../../../contracts/playlist-listing.ts";
import { valueOf, type Answer } from "../../../contracts/playlist-object.ts";
import type { Paging } from "../../../contracts/web-api/common.ts";
import { getOwnPlaylists, getPlaylistsOfUser } from "../../../contracts/web-api/playlists.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { listPublicOf, readListings } from "../../../d1/library/playlists.ts";
import { leadOf } from "../../../domain/playlist/lead.ts";
import type { ApiEnv } from "../http/env.ts";
import { libraryOf } from "../library/keeping.ts";
import { accountOf, requireAccount } from "./access.ts";
import { playlistObject } from "./object.ts";
import { viewShelf } from "./views.ts";
import { type ShownHead } from "./present.ts";
import { pageOf } from "../present.ts";
import { readProfiles } from "../library/profiles.ts";
import { serve } from "../http/serve.ts";

export const playlistLists = new Hono<ApiEnv>();

type Shelved = { head: ShownHead; lead: readonly string[] };

serve(playlistLists, getOwnPlaylists, async ({ query, viewer, claims }) => {
  const account = requireAccount(claims);
  const { total, shelf } = await readOwnPage(account, query);
  // Whatever is in a library, the scope that this is asked with lets an app see.
  return pageOf(`${viewer.origin}/v1/me/playlists`, query, total, await viewShelf(viewer, shelf));
});

/** How often a page is filled from what follows, at most. */
const mostRounds = 10;

/** What was closed to whoever follows it leaves their library when it is met; what follows takes its place. */
async function readOwnPage(account: string, paging: Paging): Promise<{ total: number; shelf: Shelved[] }> {
  const library = libraryOf(env, account);
  for (let round = 1; ; round++) {
    const { total, items } = await library.playlists(paging);
    const found = await readShelf(account, items);
    const closed = items.filter(({ id, relation }) => relation === "follower" && !found.has(id)).map(({ id }) => id);
    if (closed.length === 0 || round === mostRounds) return { total: total - closed.length, shelf: [...found.values()] };
    await library.drop("playlist", closed);
  }
}

/** Rows say of the listener's own playlists, and of public ones, all that a list shows. What others may have closed is asked itself. */
async function readShelf(account: string, kept: readonly KeptPlaylist[]): Promise<Map<string, Shelved>> {
  const databases = openDatabases(env, env.LIBRARY_SLICES);
  const ids = kept.map(({ id }) => id);
  const listings = new Map((await readListings(databases, ids)).map((listing) => [listing.id, listing]));
  const shelf = await Promise.all(
    kept.map(async ({ id, relation }) => {
      const listing = listings.get(id);
      if (listing?.owner === account) return { id, playlist: shelved(listing, "owner") };
      const isOpen = listing?.public && relation === "follower";
      return { id, playlist: isOpen ? shelved(listing, "reader") : await askForHead(account, id, listing) };
    }),
  );
  return new Map(shelf.flatMap(({ id, playlist }) => (playlist ? [[id, playlist]] : [])));
}

function shelved({ lead, ...listing }: PlaylistListing, role: "owner" | "reader"): Shelved {
  return { head: { ...listing, role }, lead };
}

/** @returns undefined for whoever may not read it (any more) */
async function askForHead(account: string, id: string, listing: PlaylistListing | undefined): Promise<Shelved | undefined> {
  if (listing) {
    const head = await playlistObject(id).head(account);
    return isClosed(head) ? undefined : { head: valueOf(head), lead: listing.lead };
  }
  const read = await playlistObject(id).items(account, { offset: 0, limit: 50 });
  if (isClosed(read)) return undefined;
  const { head, items } = valueOf(read);
  return { head, lead: leadOf(items.map(({ uri }) => uri)) };
}

function isClosed(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.error.code === "not_found";
}

serve(playlistLists, getPlaylistsOfUser, async ({ params, query, viewer, claims }) => {
  const owner = (await readProfiles([params.user_id])).get(params.user_id);
  if (!owner || owner.display_name === null) throw new ClientError("not_found");
  const { total, listings } = await listPublicOf(openDatabases(env, env.LIBRARY_SLICES), params.user_id, query);
  const role = accountOf(claims) === params.user_id ? "owner" : "reader";
  const shelf = listings.map((listing) => shelved(listing, role));
  return pageOf(`${viewer.origin}/v1/users/${params.user_id}/playlists`, query, total, await viewShelf(viewer, shelf));
});
