import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { AccessClaims } from "../../contracts/access-token.ts";
import type { KeptPlaylist } from "../../contracts/library.ts";
import type { PlaylistListing } from "../../contracts/playlist-listing.ts";
import { getOwnPlaylists, getPlaylistsOfUser } from "../../contracts/web-api/playlists.ts";
import { openDatabases } from "../../d1/databases.ts";
import { listPublicOf, readListings } from "../../d1/library/playlists.ts";
import { hasAnyScope } from "../../frame/policy.ts";
import { leadOf } from "../../domain/playlist/lead.ts";
import { scopesToRead } from "../../domain/playlist/scopes.ts";
import type { ApiEnv } from "./env.ts";
import { libraryOf } from "./keeping.ts";
import { accountOf, requireAccount } from "./playlist-access.ts";
import { playlistObject } from "./playlist-object.ts";
import { viewShelf } from "./playlist-views.ts";
import { type ShownHead } from "./present-playlists.ts";
import { pageOf } from "./present.ts";
import { readProfiles } from "./profiles.ts";
import { serve } from "./serve.ts";

export const playlistLists = new Hono<ApiEnv>();

type Shelved = { head: ShownHead; lead: readonly string[] };

serve(playlistLists, getOwnPlaylists, async ({ query, viewer, claims }) => {
  const account = requireAccount(claims);
  const { total, items } = await libraryOf(env, account).playlists(query);
  const shelf = await readShelf(account, items);
  const shown = shelf.filter(({ head }) => covers(claims, head));
  return pageOf(`${viewer.origin}/v1/me/playlists`, query, total, await viewShelf(viewer, shown));
});

function covers(claims: AccessClaims, head: ShownHead): boolean {
  const scopes = scopesToRead(head);
  return scopes === undefined || hasAnyScope(claims, scopes);
}

/** Rows say of the listener's own playlists, and of public ones, all that a list shows. What others may have closed is asked itself. */
async function readShelf(account: string, kept: readonly KeptPlaylist[]): Promise<Shelved[]> {
  const databases = openDatabases(env, env.LIBRARY_SLICES);
  const ids = kept.map(({ id }) => id);
  const listings = new Map((await readListings(databases, ids)).map((listing) => [listing.id, listing]));
  const shelf = await Promise.all(
    kept.map(async ({ id, relation }) => {
      const listing = listings.get(id);
      if (listing?.owner === account) return shelved(listing, "owner");
      return listing?.public && relation === "follower" ? shelved(listing, "reader") : askForHead(account, id, listing);
    }),
  );
  return shelf.filter((playlist) => playlist !== undefined);
}

function shelved({ lead, ...listing }: PlaylistListing, role: "owner" | "reader"): Shelved {
  return { head: { ...listing, role }, lead };
}

/** @returns undefined for whoever may not read it (any more) */
async function askForHead(account: string, id: string, listing: PlaylistListing | undefined): Promise<Shelved | undefined> {
  if (listing) {
    const head = await playlistObject(id).head(account);
    return head.ok ? { head: head.value, lead: listing.lead } : undefined;
  }
  const read = await playlistObject(id).items(account, { offset: 0, limit: 50 });
  return read.ok ? { head: read.value.head, lead: leadOf(read.value.items.map(({ uri }) => uri)) } : undefined;
}

serve(playlistLists, getPlaylistsOfUser, async ({ params, query, viewer, claims }) => {
  const owner = (await readProfiles([params.user_id])).get(params.user_id);
  if (!owner || owner.display_name === null) throw new ClientError("not_found");
  const { total, listings } = await listPublicOf(openDatabases(env, env.LIBRARY_SLICES), params.user_id, query);
  const role = accountOf(claims) === params.user_id ? "owner" : "reader";
  const shelf = listings.map((listing) => shelved(listing, role));
  return pageOf(`${viewer.origin}/v1/users/${params.user_id}/playlists`, query, total, await viewShelf(viewer, shelf));
});
