/** One listener's library in the object's own SQLite. Nothing is made there before something is kept. */
import {
  followedKindSchema,
  libraryLimits,
  type FollowedKind,
  type KeepOutcome,
  type KeptItem,
  type KeptKind,
  type KeptPlaylist,
  type PlaylistRelation,
  type PreferenceChange,
} from "../../contracts/library.ts";
import type { Kept } from "../../domain/library/pages.ts";
import { openTables } from "../../frame/object-migrations.ts";
import { listenerTables } from "./tables.ts";
import { openTimeline } from "./timeline.ts";

/** What the listener's database has to know: whether the listener follows it, as of that revision. */
export type News = { id: string; kind: FollowedKind; following: boolean; revision: number };

type Paging = { offset: number; limit: number };
type StoredItem = { id: string; at: number; followed: number; relation: "owner" | "member" | null };

export type LibraryStore = ReturnType<typeof openLibraryStore>;

/** @param listener the account's id, as far as it is known: whoever keeps something says it */
export function openLibraryStore(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">, listener: string | undefined) {
  const { sql } = storage;
  const tables = openTables(storage, listenerTables);
  const timeline = openTimeline(sql);

  const change = <Result>(act: () => Result): Result => {
    try {
      return storage.transactionSync(() => {
        tables.prepare();
        return act();
      });
    } catch (error) {
      timeline.reset();
      tables.reset();
      throw error;
    }
  };
  const read = (kind: KeptKind, ids: readonly string[]): Map<string, StoredItem> => {
    const rows = sql.exec<StoredItem>(
      "SELECT id, at, followed, relation FROM kept WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
      kind,
      JSON.stringify(ids),
    );
    return new Map(rows.toArray().map((row) => [row.id, row]));
  };
  const write = (kind: KeptKind, { id, at, followed, relation }: StoredItem): void => {
    sql.exec(
      `INSERT INTO kept (kind, id, at, followed, relation) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, followed = excluded.followed, relation = excluded.relation`,
      kind,
      id,
      at,
      followed,
      relation,
    );
  };
  const remove = (kind: KeptKind, items: readonly Kept[]): void => {
    for (const { id } of items) sql.exec("DELETE FROM kept WHERE kind = ? AND id = ?", kind, id);
    timeline.drop(kind, items);
  };
  /** Whether a playlist's object has not said that before, or something newer. */
  const isNews = (id: string, version: number): boolean =>
    sql
      .exec(
        `INSERT INTO noted (id, version) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE excluded.version > noted.version RETURNING version`,
        id,
        version,
      )
      .toArray().length > 0;
  /** Tells the listener's database, in the transaction that changes the library. */
  const announce = (kind: KeptKind, ids: readonly string[], following: boolean): void => {
    if (!isFollowed(kind) || ids.length === 0) return;
    const { last } = sql
      .exec<{ last: number }>(
        "INSERT INTO revision (one, last, listener) VALUES (1, 1, ?) ON CONFLICT (one) DO UPDATE SET last = last + 1 RETURNING last",
        listener ?? null,
      )
      .one();
    for (const id of ids) {
      sql.exec(
        `INSERT INTO outbox (id, kind, following, revision) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET following = excluded.following, revision = excluded.revision`,
        id,
        kind,
        Number(following),
        last,
      );
    }
  };

  return {
    keep(kind: KeptKind, wished: readonly { id: string; at?: number }[], now: number): KeepOutcome {
      return change(() => {
        const known = read(
          kind,
          wished.map(({ id }) => id),
        );
        const items = wished
          .filter(({ id }, index) => wished.findIndex((other) => other.id === id) === index)
          .map((item, index) => placeOf(item, known.get(item.id), now - index));
        const fresh = items.filter(({ id }) => !known.has(id));
        if (fresh.length > 0 && timeline.total(kind) + fresh.length > libraryLimits.kept) return "full";
        const moved = items.flatMap((item) => {
          const former = known.get(item.id);
          return former && former.at !== item.at ? [former] : [];
        });
        timeline.drop(kind, moved);
        timeline.add(kind, [...fresh, ...items.filter(({ id }) => moved.some((former) => former.id === id))]);
        for (const item of items) if (!isSame(item, known.get(item.id))) write(kind, item);
        const followed = items.filter(({ id }) => known.get(id)?.followed !== 1).map(({ id }) => id);
        announce(kind, followed, true);
        return "kept";
      });
    },

    drop(kind: KeptKind, ids: readonly string[]): void {
      if (!tables.exist()) return;
      change(() => {
        const known = [...read(kind, ids).values()].filter(({ followed }) => followed === 1);
        for (const item of known) if (item.relation !== null) write(kind, { ...item, followed: 0 });
        remove(
          kind,
          known.filter(({ relation }) => relation === null),
        );
        announce(
          kind,
          known.map(({ id }) => id),
          false,
        );
      });
    },

    notePlaylist(id: string, relation: "owner" | "member" | "gone", now: number, version?: number): void {
      if (relation === "gone" && !tables.exist()) return;
      change(() => {
        if (version !== undefined && !isNews(id, version)) return;
        const known = read("playlist", [id]).get(id);
        const item = known ?? { id, at: now, followed: 0, relation: null };
        if (relation !== "gone") {
          if (!known) timeline.add("playlist", [item]);
          if (item.relation !== relation) write("playlist", { ...item, relation });
        } else if (known?.followed === 1 && known.relation !== null) {
          write("playlist", { ...known, relation: null });
        } else if (known?.followed === 0) {
          remove("playlist", [known]);
        }
      });
    },

    list(kind: KeptKind, paging: Paging): { total: number; items: KeptItem[] } {
      if (!tables.exist()) return { total: 0, items: [] };
      return { total: timeline.total(kind), items: timeline.read(kind, paging).map(asItem) };
    },

    listById(kind: KeptKind, after: string, limit: number): { total: number; items: KeptItem[] } {
      if (!tables.exist()) return { total: 0, items: [] };
      const rows = sql.exec<{ id: string; at: number }>(
        "SELECT id, at FROM kept WHERE kind = ? AND id > ? ORDER BY id LIMIT ?",
        kind,
        after,
        limit,
      );
      return { total: timeline.total(kind), items: rows.toArray().map(asItem) };
    },

    contains(kind: KeptKind, ids: readonly string[]): boolean[] {
      if (!tables.exist()) return ids.map(() => false);
      const known = read(kind, ids);
      return ids.map((id) => known.has(id));
    },

    playlists(paging: Paging): { total: number; items: KeptPlaylist[] } {
      if (!tables.exist()) return { total: 0, items: [] };
      const items = timeline.read("playlist", paging);
      const known = read(
        "playlist",
        items.map(({ id }) => id),
      );
      const relationOf = (id: string): PlaylistRelation => known.get(id)?.relation ?? "follower";
      return { total: timeline.total("playlist"), items: items.map((item) => ({ ...asItem(item), relation: relationOf(item.id) })) };
    },

    preferences(): Record<string, string> {
      if (!tables.exist()) return {};
      const rows = sql.exec<{ key: string; json: string }>("SELECT key, json FROM preference ORDER BY key");
      return Object.fromEntries(rows.toArray().map(({ key, json }) => [key, json]));
    },

    prefer(changes: readonly PreferenceChange[]): KeepOutcome {
      const forgotten = changes.filter(({ json }) => json === null);
      const wished = changes.flatMap(({ key, json }) => (json === null ? [] : [{ key, json }]));
      if (wished.some(({ json }) => json.length > libraryLimits.preferenceLength)) return "full";
      if (wished.length === 0 && !tables.exist()) return "kept";
      return change(() => {
        const keys = new Set(
          sql
            .exec<{ key: string }>("SELECT key FROM preference")
            .toArray()
            .map(({ key }) => key),
        );
        for (const { key } of forgotten) keys.delete(key);
        for (const { key } of wished) keys.add(key);
        if (wished.length > 0 && keys.size > libraryLimits.preferences) return "full";
        for (const { key } of forgotten) sql.exec("DELETE FROM preference WHERE key = ?", key);
        for (const { key, json } of wished)
          sql.exec("INSERT INTO preference (key, json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET json = excluded.json", key, json);
        return "kept";
      });
    },

    /** The account's id; there is one where there is news. */
    listener(): string {
      return listener ?? sql.exec<{ listener: string }>("SELECT listener FROM revision").one().listener;
    },

    /** What the listener's database does not know yet. */
    news(limit: number): News[] {
      if (!tables.exist()) return [];
      const rows = sql.exec<{ id: string; kind: FollowedKind; following: number; revision: number }>(
        "SELECT id, kind, following, revision FROM outbox ORDER BY id LIMIT ?",
        limit,
      );
      return rows.toArray().map((row) => ({ ...row, following: row.following === 1 }));
    },

    /** They were told. What changed meanwhile stays. */
    settle(told: readonly News[]): void {
      for (const { id, revision } of told) sql.exec("DELETE FROM outbox WHERE id = ? AND revision = ?", id, revision);
    },
  };
}

function placeOf({ id, at }: { id: string; at?: number }, known: StoredItem | undefined, otherwise: number): StoredItem {
  return { id, at: at ?? known?.at ?? otherwise, followed: 1, relation: known?.relation ?? null };
}

function isSame(item: StoredItem, known: StoredItem | undefined): boolean {
  return known?.at === item.at && known.followed === item.followed;
}

function isFollowed(kind: KeptKind): kind is FollowedKind {
  return followedKindSchema.safeParse(kind).success;
}

function asItem({ id, at }: Kept): KeptItem {
  return { id, added_at: at };
}
