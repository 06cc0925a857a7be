/** Lists in order of time, one of each kind, in pages (domain/library/pages.ts). Where the pages lie is held in memory. */
import type { KeptKind } from "../../contracts/library.ts";
import { addToPage, beginning, compareKept, mergeableAt, pageOf, stretchOf, type Kept, type PageHead } from "../../domain/library/pages.ts";

type Sql = Pick<SqlStorage, "exec">;

export type Timeline = {
  total(kind: KeptKind): number;
  /** Newest first. */
  read(kind: KeptKind, paging: { offset: number; limit: number }): Kept[];
  /** @param items none of which is in the list */
  add(kind: KeptKind, items: readonly Kept[]): void;
  /** @param items with the times that they have in the list */
  drop(kind: KeptKind, items: readonly Kept[]): void;
  /** Forgets what is in memory: a transaction did not come to its end. */
  reset(): void;
};

export function openTimeline(sql: Sql): Timeline {
  let held: Map<string, PageHead[]> | undefined;
  const headsOf = (kind: KeptKind): PageHead[] => {
    held ??= readHeads(sql);
    const heads = held.get(kind) ?? [];
    held.set(kind, heads);
    return heads;
  };
  const rewrite = (head: PageHead, items: readonly Kept[]): void => {
    sql.exec("UPDATE page SET count = ?, items = ? WHERE page = ?", items.length, write(items), head.page);
    head.count = items.length;
  };
  const insert = (kind: KeptKind, from: Kept, items: readonly Kept[]): PageHead => {
    const row = sql
      .exec<{ page: number }>(
        "INSERT INTO page (kind, from_at, from_id, count, items) VALUES (?, ?, ?, ?, ?) RETURNING page",
        kind,
        from.at,
        from.id,
        items.length,
        write(items),
      )
      .one();
    return { page: row.page, from, count: items.length };
  };
  const merge = (heads: PageHead[], index: number): void => {
    const [left, right] = [heads[index], heads[index + 1]];
    if (!left || !right) return;
    if (right.count > 0) rewrite(left, [...readItems(sql, left), ...readItems(sql, right)]);
    sql.exec("DELETE FROM page WHERE page = ?", right.page);
    heads.splice(index + 1, 1);
  };
  return {
    total: (kind) => headsOf(kind).reduce((sum, { count }) => sum + count, 0),
    read: (kind, paging) =>
      stretchOf(headsOf(kind), paging).flatMap(({ head, skip, take }) =>
        readItems(sql, head)
          .toReversed()
          .slice(skip, skip + take),
      ),
    add(kind, items) {
      const heads = headsOf(kind);
      if (heads.length === 0 && items.length > 0) heads.push(insert(kind, beginning, []));
      for (const [head, added] of byPage(heads, items)) {
        const [stays = [], ...more] = addToPage(readItems(sql, head), added);
        rewrite(head, stays);
        const made = more.map((page) => insert(kind, page[0] ?? beginning, page));
        heads.splice(heads.indexOf(head) + 1, 0, ...made);
      }
    },
    drop(kind, items) {
      const heads = headsOf(kind);
      const touched = byPage(heads, items);
      for (const [head, dropped] of touched) {
        const ids = new Set(dropped.map(({ id }) => id));
        const left = readItems(sql, head).filter(({ id }) => !ids.has(id));
        rewrite(head, left);
      }
      for (const head of touched.keys()) {
        const index = heads.indexOf(head);
        const mergeable = index < 0 ? undefined : mergeableAt(heads, index);
        if (mergeable !== undefined) merge(heads, mergeable);
      }
    },
    reset() {
      held = undefined;
    },
  };
}

function readHeads(sql: Sql): Map<string, PageHead[]> {
  const rows = sql
    .exec<{ page: number; kind: string; from_at: number; from_id: string; count: number }>(
      "SELECT page, kind, from_at, from_id, count FROM page",
    )
    .toArray();
  const heads = Map.groupBy(
    rows.map(({ page, kind, from_at, from_id, count }) => ({ kind, head: { page, from: { id: from_id, at: from_at }, count } })),
    ({ kind }) => kind,
  );
  // Sorted here: rows that the database sorts are read twice.
  return new Map(
    Array.from(heads, ([kind, pages]) => [kind, pages.map(({ head }) => head).toSorted((a, b) => compareKept(a.from, b.from))]),
  );
}

function byPage(heads: readonly PageHead[], items: readonly Kept[]): Map<PageHead, Kept[]> {
  const groups = Map.groupBy(items, (item) => heads[pageOf(heads, item)]);
  return new Map(Array.from(groups).flatMap(([head, members]) => (head ? [[head, members]] : [])));
}

function readItems(sql: Sql, { page }: PageHead): Kept[] {
  const { items } = sql.exec<{ items: string }>("SELECT items FROM page WHERE page = ?", page).one();
  // As write() wrote them.
  return (JSON.parse(items) as [string, number][]).map(([id, at]) => ({ id, at }));
}

function write(items: readonly Kept[]): string {
  return JSON.stringify(items.map(({ id, at }) => [id, at]));
}
