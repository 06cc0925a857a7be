/** The catalogue's databases: which one holds an id, where something new goes, which one keeps the lists. */
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { ClientError } from "../contracts/errors.ts";
import { idInSlice, sliceOf } from "../domain/ids.ts";
import { parseSliceMap, sliceForNew, SliceMapError, type SliceMap } from "../domain/slices.ts";

export type Database = DrizzleD1Database;

export type CatalogDatabases = {
  /** @throws ClientError `not_found` when no database holds the id's slice */
  of(id: string): Database;
  /** Every database once. */
  all(): Database[];
  /** The database of the projections that have no slice of their own. */
  listing(): Database;
  /** Ids grouped by the database that holds them; ids that nobody holds are left out. */
  group(ids: readonly string[]): { database: Database; ids: string[] }[];
  /** The id of something new that a digest names. */
  newId(digest: Uint8Array): string;
};

/**
 * @param env bindings of a Worker; the databases are looked up by the names in the slice map
 * @param sliceMap e.g. `CATALOG_0:0-63,CATALOG_1:64-127`
 */
export function openCatalog(env: object, sliceMap: string): CatalogDatabases {
  const map = sliceMapOf(sliceMap);
  const held = new Map<string, Database>();
  const open = (name: string): Database => {
    const known = held.get(name);
    if (known) return known;
    const binding: unknown = Reflect.get(env, name);
    if (!isD1(binding)) throw new SliceMapError(`no D1 binding is called ${name}`);
    const database = drizzle(binding);
    held.set(name, database);
    return database;
  };
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
