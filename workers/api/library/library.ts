import { Hono } from "hono";
import type { z } from "zod";
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { libraryLimits, type KeptItem, type KeptKind } from "../../../contracts/library.ts";
import type { Page, Paging } from "../../../contracts/web-api/common.ts";
import * as contract from "../../../contracts/web-api/library.ts";
import { parseUri } from "../../../domain/ids.ts";
import { requireAnyScope } from "../../../frame/policy.ts";
import type { ApiEnv } from "../http/env.ts";
import { dropThings, idsOf, keepAll, keepingScopes, keepThings, libraryOf, type Wish } from "./keeping.ts";
import { pageOf, showAlbum, showTrackDocument, type Viewer, timeOf } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

export const library = new Hono<ApiEnv>();

serve(library, contract.getSavedAlbums, async (request) =>
  showSaved(request, "album", async (items) => {
    const found = await documents().albums(items.map(({ id }) => id));
    return items.flatMap(({ id, added_at }) => {
      const document = found.get(id);
      if (!document) return [];
      // What was taken down stays in the library, and says what became of it.
      const restrictions = document.withdrawn && { restrictions: { reason: "withdrawn" as const } };
      return [{ added_at: timeOf(added_at), album: { ...showAlbum(request.viewer, document), ...restrictions } }];
    });
  }),
);

serve(library, contract.getSavedTracks, async (request) =>
  showSaved(request, "track", async (items) => {
    const found = await documents().tracks(items.map(({ id }) => id));
    return items.flatMap(({ id, added_at }) => {
      const document = found.get(id);
      return document ? [{ added_at: timeOf(added_at), track: showTrackDocument(request.viewer, document) }] : [];
    });
  }),
);

serve(library, contract.getSavedShows, (request) => showSaved(request, "show", () => Promise.resolve([])));
serve(library, contract.getSavedEpisodes, (request) => showSaved(request, "episode", () => Promise.resolve([])));

type SavedKind = "album" | "track" | "show" | "episode";
type ListRequest = { viewer: Viewer; claims: AccessClaims; query: Paging; context: { env: Env } };

async function showSaved<Item>(
  { viewer, claims, query, context }: ListRequest,
  kind: SavedKind,
  show: (items: KeptItem[]) => Promise<Item[]>,
): Promise<Page<Item>> {
  const { total, items } = await libraryOf(context.env, claims.sub).list(kind, query);
  return pageOf(`${viewer.origin}/v1/me/${kind}s`, query, total, await show(items));
}

type Saving =
  | { save: typeof contract.saveAlbums; remove: typeof contract.removeAlbums; check: typeof contract.checkSavedAlbums }
  | { save: typeof contract.saveTracks; remove: typeof contract.removeTracks; check: typeof contract.checkSavedTracks }
  | { save: typeof contract.saveShows; remove: typeof contract.removeShows; check: typeof contract.checkSavedShows }
  | { save: typeof contract.saveEpisodes; remove: typeof contract.removeEpisodes; check: typeof contract.checkSavedEpisodes };

function serveSaving(kind: SavedKind, { save, remove, check }: Saving): void {
  serve(library, save, async ({ query, body, viewer, claims, context }) => {
    await keepThings(context.env, claims.sub, kind, wishesOf(query.ids, body, viewer.now));
  });
  serve(library, remove, async ({ query, body, claims, context }) => {
    await libraryOf(context.env, claims.sub).drop(kind, idsOf(query.ids, body));
  });
  serve(library, check, async ({ query, claims, context }) => libraryOf(context.env, claims.sub).contains(kind, query.ids));
}

serveSaving("album", { save: contract.saveAlbums, remove: contract.removeAlbums, check: contract.checkSavedAlbums });
serveSaving("track", { save: contract.saveTracks, remove: contract.removeTracks, check: contract.checkSavedTracks });
serveSaving("show", { save: contract.saveShows, remove: contract.removeShows, check: contract.checkSavedShows });
serveSaving("episode", { save: contract.saveEpisodes, remove: contract.removeEpisodes, check: contract.checkSavedEpisodes });

type SaveBody = z.infer<(typeof contract.saveTracks)["body"]>;

/** @throws ClientError `invalid_request` when there is none */
function wishesOf(query: readonly string[] | undefined, body: SaveBody, now: number): Wish[] {
  const timed = "timestamped_ids" in body ? (body.timestamped_ids ?? []) : [];
  // Nothing was saved before there was a clock, or after now.
  const wishes = timed.map(({ id, added_at }) => ({ id, at: Math.min(now, Math.max(0, Date.parse(added_at))) }));
  const hasUntimed = Array.isArray(body) ? body.length > 0 : (body.ids?.length ?? 0) > 0;
  if (wishes.length > 0 && !query && !hasUntimed) return wishes;
  return [...wishes, ...idsOf(query, body).map((id) => ({ id }))];
}

serve(library, contract.saveToLibrary, async ({ query, claims, context }) => {
  const kinds = byKind(query.uris);
  for (const kind of kinds.keys()) requireAnyScope(claims, keepingScopes[kind].change);
  await keepAll(context.env, claims.sub, new Map([...kinds].map(([kind, ids]) => [kind, ids.map((id) => ({ id }))])));
});

serve(library, contract.removeFromLibrary, async ({ query, claims, context }) => {
  const kinds = byKind(query.uris);
  for (const kind of kinds.keys()) requireAnyScope(claims, keepingScopes[kind].change);
  for (const [kind, ids] of kinds) await dropThings(context.env, claims.sub, kind, ids);
});

serve(library, contract.checkLibrary, async ({ query, claims, context }) => {
  const kinds = byKind(query.uris);
  for (const kind of kinds.keys()) requireAnyScope(claims, keepingScopes[kind].read);
  const kept = new Set<string>();
  for (const [kind, ids] of kinds) {
    const found = await libraryOf(context.env, claims.sub).contains(kind, ids);
    for (const [index, id] of ids.entries()) if (found[index]) kept.add(`${kind} ${id}`);
  }
  return query.uris.map((uri) => {
    const { type, id } = parseUri(uri) ?? {};
    return kept.has(`${type} ${id}`);
  });
});

/** Each id once, in the order asked. */
function byKind(uris: readonly string[]): Map<KeptKind, string[]> {
  const kinds = new Map<KeptKind, string[]>();
  for (const uri of uris) {
    const parsed = parseUri(uri);
    if (!parsed) throw new ClientError("invalid_request", { field: "uris" });
    kinds.set(parsed.type, [...new Set([...(kinds.get(parsed.type) ?? []), parsed.id])]);
  }
  return kinds;
}

serve(library, contract.getPreferences, async ({ claims, context }) => {
  const stored = await libraryOf(context.env, claims.sub).preferences();
  const preferences = Object.entries(stored).map(([key, json]): [string, unknown] => [key, JSON.parse(json)]);
  return { preferences: Object.fromEntries(preferences) };
});

serve(library, contract.changePreferences, async ({ body, claims, context }) => {
  const message = `At most ${libraryLimits.preferences} preferences of ${libraryLimits.preferenceLength} characters are remembered.`;
  const changes = Object.entries(body.preferences).map(([key, value]) => ({ key, json: value === null ? null : JSON.stringify(value) }));
  const large = changes.find(({ json }) => json !== null && json.length > libraryLimits.preferenceLength);
  if (large) throw new ClientError("unprocessable", { message, field: `preferences.${large.key}` });
  const outcome = await libraryOf(context.env, claims.sub).prefer(changes);
  if (outcome === "full") throw new ClientError("unprocessable", { message, field: "preferences" });
});
