/** The databases of a kind: which one holds an id, where something new goes, which one keeps the lists. */
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { ClientError } from "../contracts/errors.ts";
import { idInSlice, sliceCount, sliceOf } from "../domain/ids.ts";
import { parseSliceMap, sliceForNew, SliceMapError, type SliceMap } from "../domain/slices.ts";

export type Database = DrizzleD1Database;

export type SlicedDatabases = {
  /** @throws ClientError `not_found` when no database holds the id's slice */
  of(id: string): Database;
  /** Every database once. */
  all(): Database[];
  /** Every database once, by the name that the slice map has for it. */
  named(): { name: string; database: Database }[];
  /** The database of what has no slice of its own. */
  listing(): Database;
  /** Ids grouped by the database that holds them; ids that nobody holds are left out. */
  group(ids: readonly string[]): { database: Database; ids: string[] }[];
  /** The id of something new that a digest names. */
  newId(digest: Uint8Array): string;
};

/** Databases of what is found by a digest of its name, not by an id: they hold all slices from the first day. */
export type Directory = {
  /** @param digest at least four bytes; the same ones lead to the same database for ever */
  of(digest: Uint8Array): Database;
  /** The slice that a digest leads to, for ids of what has to be found by its digest too. */
  sliceOf(digest: Uint8Array): number;
  /** The database of an id that carries such a slice; undefined when the text is not an id. */
  ofId(id: string): Database | undefined;
  all(): Database[];
};

/**
 * @param env bindings of a Worker; the databases are looked up by the names in the slice map
 * @param sliceMap e.g. `CATALOG_0:0-63,CATALOG_1:64-127`
 */
export function openDatabases(env: object, sliceMap: string): SlicedDatabases {
  const map = sliceMapOf(sliceMap);
  const open = opener(env);
  const find = (id: string): Database | undefined => {
    const slice = sliceOf(id);
    const name = slice === undefined ? undefined : map.databaseOf(slice);
    return name === undefined ? undefined : open(name);
  };
  return {
    of(id) {
      const database = find(id);
      if (!database) throw new ClientError("not_found");
      return database;
    },
    all: () => map.databases.map(open),
    named: () => map.databases.map((name) => ({ name, database: open(name) })),
    listing: () => open(map.databaseOf(map.open[0] ?? 0) ?? ""),
    group(ids) {
      const groups = new Map<Database, string[]>();
      for (const id of ids) {
        const database = find(id);
        if (database) groups.set(database, [...(groups.get(database) ?? []), id]);
      }
      return Array.from(groups, ([database, members]) => ({ database, ids: members }));
    },
    newId: (digest) => idInSlice(sliceForNew(map, digest), digest),
  };
}

/**
 * @param sliceMap must name a database for each of the 1,024 slices, e.g. `ACCOUNTS_0:0-1023`
 * @throws SliceMapError when it leaves one out
 */
export function openDirectory(env: object, sliceMap: string): Directory {
  const map = sliceMapOf(sliceMap);
  if (map.open.length !== sliceCount) throw new SliceMapError("a directory holds all slices");
  const open = opener(env);
  const ofSlice = (slice: number): Database => open(map.databaseOf(slice) ?? "");
  const slice = (digest: Uint8Array): number => new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getUint32(0) % sliceCount;
  return {
    of: (digest) => ofSlice(slice(digest)),
    sliceOf: slice,
    ofId(id) {
      const carried = sliceOf(id);
      return carried === undefined ? undefined : ofSlice(carried);
    },
    all: () => map.databases.map(open),
  };
}

function opener(env: object): (name: string) => Database {
  const held = new Map<string, Database>();
  return (name) => {
    const known = held.get(name);
    if (known) return known;
    const binding: unknown = Reflect.get(env, name);
    if (!isD1(binding)) throw new SliceMapError(`no D1 binding is called ${name}`);
    const database = drizzle(binding);
    held.set(name, database);
    return database;
  };
}

const maps = new Map<string, SliceMap>();

function sliceMapOf(text: string): SliceMap {
  const known = maps.get(text);
  if (known) return known;
  const map = parseSliceMap(text);
  maps.set(text, map);
  return map;
}

function isD1(value: unknown): value is D1Database {
  return typeof value === "object" && value !== null && "prepare" in value;
}
