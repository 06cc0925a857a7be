/** What each route of the catalogue costs: queries and rows read, when nothing is cached; none when everything is. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openDatabases } from "../../../d1/databases.ts";
import { fillCatalogue, type FilledCatalogue } from "../support/fill-catalogue.ts";
import { emptyCache, kept } from "../support/catalogue-worker.ts";
import { takeCounts } from "../support/counted-databases.ts";

let catalogue: FilledCatalogue;

beforeAll(async () => {
  for (const database of [env.CATALOG_0, Reflect.get(env, "CATALOG_1") as D1Database]) {
    await applyD1Migrations(database, Reflect.get(env, "MIGRATIONS") as D1Migration[]);
  }
  catalogue = await fillCatalogue(openDatabases(env, env.CATALOG_SLICES));
  kept.set("track", catalogue.trackIds).set("album", catalogue.albumIds).set("artist", catalogue.artistIds);
});
beforeEach(emptyCache);

async function get(path: string): Promise<unknown> {
  const response = await exports.default.fetch(`https://music.example${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/**
 * The most that a route may cost. Batches of two queries count as two.
 * @property queries in all databases together; there are two
 */
type Budget = { queries: number; rows: number };

const many = (ids: readonly string[], count: number) => `ids=${ids.slice(0, count).join(",")}`;

/** Fifty albums of ten tracks by one artist with a guest, in two databases, among 127,000 new releases. */
const budgets: [route: string, path: () => string, budget: Budget][] = [
  ["GET /v1/albums/{id}", () => `/v1/albums/${catalogue.albumIds[0]}`, { queries: 2, rows: 30 }],
  ["GET /v1/albums", () => `/v1/albums?${many(catalogue.albumIds, 20)}`, { queries: 4, rows: 600 }],
  ["GET /v1/albums/{id}/tracks", () => `/v1/albums/${catalogue.albumIds[0]}/tracks`, { queries: 2, rows: 30 }],
  ["GET /v1/artists/{id}", () => `/v1/artists/${catalogue.artistIds[0]}`, { queries: 1, rows: 5 }],
  ["GET /v1/artists", () => `/v1/artists?${many(catalogue.artistIds, 50)}`, { queries: 2, rows: 200 }],
  ["GET /v1/artists/{id}/albums", () => `/v1/artists/${catalogue.artistIds[0]}/albums`, { queries: 2, rows: 120 }],
  ["GET /v1/artists/{id}/top-tracks", () => `/v1/artists/${catalogue.artistIds[0]}/top-tracks`, { queries: 6, rows: 500 }],
  ["GET /v1/artists/{id}/related-artists", () => `/v1/artists/${catalogue.artistIds[0]}/related-artists`, { queries: 5, rows: 900 }],
  ["GET /v1/tracks/{id}", () => `/v1/tracks/${catalogue.trackIds[0]}`, { queries: 1, rows: 30 }],
  ["GET /v1/tracks", () => `/v1/tracks?${many(catalogue.trackIds, 50)}`, { queries: 2, rows: 1200 }],
  ["GET /v1/browse/new-releases", () => "/v1/browse/new-releases?limit=50", { queries: 2, rows: 3500 }],
  ["… at offset 100,000", () => "/v1/browse/new-releases?limit=50&offset=100000", { queries: 2, rows: 3500 }],
  ["GET /v1/browse/categories", () => "/v1/browse/categories", { queries: 1, rows: 200 }],
  ["GET /v1/browse/categories/{category_id}", () => "/v1/browse/categories/ambient", { queries: 1, rows: 200 }],
  ["GET /v1/recommendations/available-genre-seeds", () => "/v1/recommendations/available-genre-seeds", { queries: 1, rows: 200 }],
  ["GET /v1/recommendations, an artist", () => `/v1/recommendations?seed_artists=${catalogue.artistIds[0]}`, { queries: 11, rows: 2200 }],
  ["GET /v1/recommendations, a genre", () => "/v1/recommendations?seed_genres=ambient", { queries: 5, rows: 900 }],
  ["GET /v1/me/tracks", () => "/v1/me/tracks?limit=50&offset=50", { queries: 2, rows: 1200 }],
  ["GET /v1/me/albums", () => "/v1/me/albums?limit=50", { queries: 4, rows: 1500 }],
  ["GET /v1/me/following", () => "/v1/me/following?type=artist&limit=50", { queries: 2, rows: 200 }],
  ["GET /v1/me/tracks/contains", () => `/v1/me/tracks/contains?${many(catalogue.trackIds, 50)}`, { queries: 0, rows: 0 }],
  ["GET /v1/markets", () => "/v1/markets", { queries: 0, rows: 0 }],
  ["GET /v1/shows", () => `/v1/shows?${many(catalogue.albumIds, 50)}`, { queries: 0, rows: 0 }],
];

describe("cold and cached", () => {
  it.each(budgets)("%s stays within its budget, and asks nothing of D1 when it is cached", async (route, path, budget) => {
    takeCounts();
    const cold = await get(path());
    const counts = takeCounts();
    const spent = { queries: sum(counts.map((count) => count.queries)), rows: sum(counts.map((count) => count.rows)) };
    expect(spent.queries).toBeLessThanOrEqual(budget.queries);
    expect(spent.rows).toBeLessThanOrEqual(budget.rows);
    expect(await get(path())).toEqual(cold);
    expect(takeCounts()).toEqual([]);
  });
});

it("links lead to the service's own addresses, whatever host a request names", async () => {
  const links = async (origin: string) => {
    const response = await exports.default.fetch(`${origin}/v1/tracks/${catalogue.trackIds[0]}`);
    const { href } = z.object({ href: z.url() }).parse(await response.json());
    return new URL(href).origin;
  };
  expect(await links("https://music.example")).toBe("https://music.example");
  expect(await links("https://alias.example")).toBe("https://alias.example");
  expect(await links("https://elsewhere.example")).toBe("https://music.example");
});

it("keeping fifty things costs a query a database, and letting them go none", async () => {
  const ask = async (method: string, path: string): Promise<number> => {
    takeCounts();
    const { ok } = await exports.default.fetch(`https://music.example${path}`, { method });
    expect(ok).toBe(true);
    return sum(takeCounts().map((count) => count.queries));
  };
  const tracks = `/v1/me/tracks?${many(catalogue.trackIds, 50)}`;
  const artists = `/v1/me/following?type=artist&${many(catalogue.artistIds, 50)}`;
  expect([await ask("PUT", tracks), await ask("DELETE", tracks), await ask("PUT", artists)]).toEqual([2, 0, 2]);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const releases = z.object({
  albums: z.object({ items: z.array(z.object({ id: z.string() })), total: z.int(), next: z.string().nullable() }),
});

describe("new releases", () => {
  it("are the same list however they are paged, and end where their total says", async () => {
    const first = releases.parse(await get("/v1/browse/new-releases?limit=50&offset=0")).albums;
    expect(first.total).toBe(catalogue.soldInGermany);
    const pieces = [];
    for (const offset of [0, 7, 14, 21, 28, 35, 42]) {
      pieces.push(...releases.parse(await get(`/v1/browse/new-releases?limit=7&offset=${offset}`)).albums.items);
    }
    expect(pieces.map(({ id }) => id)).toEqual(first.items.slice(0, 49).map(({ id }) => id));
    const last = releases.parse(await get(`/v1/browse/new-releases?limit=50&offset=${first.total - 50}`)).albums;
    expect([last.items.length, last.next]).toEqual([50, null]);
  });

  it("are those that the whole list has there, near and far, also after much came, went and moved", async () => {
    await expectNaive([0, 99_998]);
    await env.CATALOG_0.batch(
      [
        "DELETE FROM new_release WHERE album_id IN (SELECT album_id FROM new_release WHERE substr(album_id, -2) = '07')",
        "UPDATE new_release SET released_at = released_at - 4e9 WHERE substr(album_id, -2) = '13'",
        `UPDATE new_release SET document = json_set(document, '$.markets', json('["DE","AT"]')) WHERE substr(album_id, -2) IN ('25', '14')`,
        `INSERT INTO new_release (album_id, released_at, document)
         SELECT 'new' || album_id, 1e12, document FROM new_release WHERE substr(album_id, -2) = '42'`,
      ].map((text) => env.CATALOG_0.prepare(text)),
    );
    emptyCache();
    await expectNaive([0, 1, 511, 30_000, 77_777, 95_000]);
  });
});

async function expectNaive(offsets: readonly number[]): Promise<void> {
  for (const offset of offsets) {
    const { items, total } = releases.parse(await get(`/v1/browse/new-releases?limit=5&offset=${offset}`)).albums;
    const { results } = await env.CATALOG_0.prepare(
      `SELECT document ->> '$.id' AS id, count(*) OVER () AS total FROM new_release WHERE released_at <= ?
       AND (document ->> '$.markets' IS NULL OR document ->> '$.markets' LIKE '%"DE"%')
       ORDER BY released_at DESC, album_id LIMIT 5 OFFSET ?`,
    )
      .bind(Date.now(), offset)
      .all<{ id: string; total: number }>();
    expect([offset, total, items.map(({ id }) => id)]).toEqual([offset, results[0]?.total, results.map((row) => row.id)]);
  }
}
