/** Keeping things and letting them go: what is kept has to be there, and to be readable by whoever keeps it. */
import { libraryLimits, type KeptKind, type ListenerLibrary } from "../../../contracts/library.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { knownIds } from "../../../d1/catalog/known.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { putAway } from "../../../d1/library/playlists.ts";
import type { Scope } from "../../../domain/access.ts";
import { uriOf } from "../../../domain/ids.ts";
import { playlistObject } from "../playlists/object.ts";
import { readProfiles } from "./profiles.ts";

/** Scopes of the Web API for what is kept: one of them is asked for. */
export const keepingScopes = {
  album: { read: ["user-library-read"], change: ["user-library-modify"] },
  track: { read: ["user-library-read"], change: ["user-library-modify"] },
  show: { read: ["user-library-read"], change: ["user-library-modify"] },
  episode: { read: ["user-library-read"], change: ["user-library-modify"] },
  artist: { read: ["user-follow-read"], change: ["user-follow-modify"] },
  user: { read: ["user-follow-read"], change: ["user-follow-modify"] },
  playlist: { read: ["playlist-read-private"], change: ["playlist-modify-public", "playlist-modify-private"] },
} as const satisfies Record<KeptKind, Record<"read" | "change", readonly Scope[]>>;

/** `at`: milliseconds since 1970. */
export type Wish = { id: string; at?: number };

/** The library of whoever asks. */
export function libraryOf(env: Pick<Env, "LISTENERS">, accountId: string): ListenerLibrary {
  return env.LISTENERS.getByName(accountId);
}

/** @throws as `keepAll` does */
export async function keepThings(env: Env, accountId: string, kind: KeptKind, wishes: Wish[]): Promise<void> {
  await keepAll(env, accountId, new Map([[kind, wishes]]));
}

/**
 * Nothing is kept before everything may be.
 * @throws ClientError `not_found` with the first that is not there; `unprocessable` when the library is full, or listeners would
 * follow themselves
 */
export async function keepAll(env: Env, accountId: string, kinds: ReadonlyMap<KeptKind, Wish[]>): Promise<void> {
  const keepers: Keeper[] = [];
  for (const [kind, wishes] of kinds) keepers.push(await check(env, accountId, kind, wishes));
  for (const keeper of keepers) await keeper();
}

/** Keeps what was found to be there. */
type Keeper = () => Promise<void>;

async function check(env: Env, accountId: string, kind: KeptKind, wishes: Wish[]): Promise<Keeper> {
  const ids = wishes.map(({ id }) => id);
  if (kind === "user" && ids.includes(accountId)) throw new ClientError("unprocessable", { message: "Nobody follows themselves." });
  if (kind === "playlist") return checkPlaylists(env, accountId, ids);
  requireAll(kind, ids, await findKnown(env, kind, ids));
  return () => keep(env, accountId, kind, wishes);
}

/** Also playlists of the listener's own: they are put away. */
export async function dropThings(env: Env, accountId: string, kind: KeptKind, ids: string[]): Promise<void> {
  const library = libraryOf(env, accountId);
  await library.drop(kind, ids);
  if (kind !== "playlist") return;
  for (const id of ids) await library.notePlaylist(id, "gone", Date.now());
  await putAway(openDatabases(env, env.LIBRARY_SLICES), accountId, ids, true);
}

async function findKnown(env: Env, kind: Exclude<KeptKind, "playlist">, ids: readonly string[]): Promise<ReadonlySet<string>> {
  switch (kind) {
    case "album":
    case "artist":
    case "track":
      return knownIds(openDatabases(env, env.CATALOG_SLICES), kind, ids);
    // There are no podcasts.
    case "show":
    case "episode":
      return new Set();
    case "user": {
      const profiles = [...(await readProfiles(ids)).values()];
      return new Set(profiles.filter((profile) => profile.display_name !== null).map(({ id }) => id));
    }
    default:
      return kind satisfies never;
  }
}

/** Those that the listener may read. One's own come back where they had been put away. */
async function checkPlaylists(env: Env, accountId: string, ids: string[]): Promise<Keeper> {
  const roles = new Map(await Promise.all(ids.map(async (id) => [id, await playlistObject(id).access(accountId)] as const)));
  requireAll("playlist", ids, new Set(ids.filter((id) => roles.get(id) !== undefined)));
  const own = ids.filter((id) => roles.get(id) === "owner");
  const others = ids.filter((id) => !own.includes(id)).map((id) => ({ id }));
  return async () => {
    await putAway(openDatabases(env, env.LIBRARY_SLICES), accountId, own, false);
    for (const id of own) await libraryOf(env, accountId).notePlaylist(id, "owner", Date.now());
    if (others.length > 0) await keep(env, accountId, "playlist", others);
  };
}

function requireAll(kind: KeptKind, ids: readonly string[], known: ReadonlySet<string>): void {
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw new ClientError("not_found", { message: `There is no ${uriOf(kind, missing)}.` });
}

async function keep(env: Env, accountId: string, kind: KeptKind, wishes: Wish[]): Promise<void> {
  const outcome = await libraryOf(env, accountId).keep(kind, wishes, Date.now());
  if (outcome === "kept") return;
  throw new ClientError("unprocessable", { message: `A library holds ${libraryLimits.kept} of a kind, and this one is full.` });
}

/**
 * Ids of a change, from wherever the client's generation of the Web API puts them.
 * @throws ClientError `invalid_request` when there is none
 */
export function idsOf(query: readonly string[] | undefined, body: string[] | { ids?: string[] | undefined }): string[] {
  const inBody = Array.isArray(body) ? body : (body.ids ?? []);
  const ids = [...new Set([...(query ?? []), ...inBody])];
  if (ids.length === 0) throw new ClientError("invalid_request", { message: "ids: at least one is expected", field: "ids" });
  return ids;
}
