/**
 * What reads of the catalogue take, at a million tracks: each kind of answer beside a bare read of one row by its primary key through a
 * Worker of the same runtime, interleaved (floor, answer, floor …) so that a slow minute of the machine falls on both. Nothing is
 * cached: the local runtime passes documents through.
 *
 *     npm run bench -- web-api [tracks, 1000000] [requests a block, 200] [blocks, 5] [folder of a generated catalogue]
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWorkers } from "../tools/start/build.ts";
import { localDatabaseId } from "../tools/start/bindings.ts";
import { startRuntime, type Runtime } from "../tools/start/runtime.ts";
import { root } from "../tools/support/paths.ts";
import { generateCatalogue } from "../tools/generate/write.ts";
import { percentile } from "./support/statistics.ts";

const [tracks = 1_000_000, perBlock = 200, blocks = 5] = process.argv.slice(2, 5).map(Number);
const given = process.argv[5];
const connections = 4;

type Ids = { albums: string[]; artists: string[]; tracks: string[] };
type Kind = { name: string; path: (pick: (list: readonly string[]) => string, ids: Ids) => string };

const kinds: Kind[] = [
  { name: "album", path: (pick, ids) => `/v1/albums/${pick(ids.albums)}` },
  { name: "artist", path: (pick, ids) => `/v1/artists/${pick(ids.artists)}` },
  { name: "artist's albums", path: (pick, ids) => `/v1/artists/${pick(ids.artists)}/albums` },
  { name: "track", path: (pick, ids) => `/v1/tracks/${pick(ids.tracks)}` },
  { name: "50 tracks", path: (pick, ids) => `/v1/tracks?ids=${Array.from({ length: 50 }, () => pick(ids.tracks)).join(",")}` },
  { name: "new releases", path: () => "/v1/browse/new-releases?limit=50" },
  { name: "new releases, last page", path: () => "/v1/browse/new-releases?limit=50&offset=100000" },
];

const floorPath = (pick: (list: readonly string[]) => string, ids: Ids) => `/floor/${pick(ids.albums)}`;

function start(state: string): Promise<Runtime> {
  return startRuntime({
    state,
    port: 0,
    more: [
      {
        name: "floor",
        compatibilityDate: "2026-10-15",
        modules: [{ type: "ESModule", path: "floor.js", contents: readFileSync(join(root, "bench/support/catalogue-floor.js"), "utf8") }],
        d1Databases: { CATALOG_0: localDatabaseId("CATALOG_0") },
        routes: ["*/floor/*"],
      },
    ],
  });
}

/** Some thousands of each, from everywhere in the tables. */
async function someIds(runtime: Runtime): Promise<Ids> {
  const database = await runtime.miniflare.getD1Database("CATALOG_0", "nearfield-api");
  const some = async (table: string): Promise<string[]> => {
    const { results } = await database.prepare(`SELECT id FROM ${table} WHERE substr(id, -2) = 'aa' LIMIT 5000`).all<{ id: string }>();
    return results.map((row) => row.id);
  };
  return { albums: await some("album"), artists: await some("artist"), tracks: await some("track") };
}

async function guestToken(origin: string): Promise<string> {
  const body: unknown = await (await fetch(`${origin}/v1/guest`, { method: "POST" })).json();
  if (typeof body !== "object" || body === null || !("access_token" in body)) throw new Error("no token was issued");
  return String(body.access_token);
}

/** Asks a few at a time. @returns milliseconds of each answer, its body read */
async function measure(origin: string, token: string, paths: readonly string[]): Promise<number[]> {
  const queue = paths.values();
  const taken: number[] = [];
  const ask = async () => {
    for (const path of queue) {
      const started = performance.now();
      const answer = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } });
      const body = await answer.text();
      taken.push(performance.now() - started);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${body.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  return taken;
}

const shown = (values: readonly number[]) => `${percentile(values, 0.5).toFixed(2)} / ${percentile(values, 0.99).toFixed(2)}`;

async function compare(runtime: Runtime, ids: Ids): Promise<void> {
  const token = await guestToken(runtime.url);
  let turn = 0;
  // Strides over the lists: the same ids in every run, no two neighbours alike.
  const pick = (list: readonly string[]) => list[(turn += 7919) % list.length] ?? "";
  const block = (path: Kind["path"]) =>
    measure(
      runtime.url,
      token,
      Array.from({ length: perBlock }, () => path(pick, ids)),
    );
  for (const { path } of kinds) await block(path);
  console.log(`${perBlock} a block, ${blocks} blocks A-B-A, ${connections} connections; p50 / p99 in milliseconds`);
  for (const { name, path } of kinds) {
    const floors = [await block(floorPath)];
    const answers: number[][] = [];
    for (let index = 0; index < blocks; index++) {
      answers.push(await block(path));
      floors.push(await block(floorPath));
    }
    const band = floors.map((floor) => percentile(floor, 0.5).toFixed(2)).join(" ");
    console.log(
      `${name.padEnd(24)} ${shown(answers.flat()).padEnd(16)} floor ${shown(floors.flat()).padEnd(16)} (floor's p50 by block: ${band})`,
    );
  }
}

async function countRows(runtime: Runtime): Promise<void> {
  const { results } = await (
    await runtime.miniflare.getD1Database("CATALOG_0", "nearfield-api")
  )
    .prepare(
      "SELECT (SELECT count(*) FROM album) AS albums, (SELECT count(*) FROM track) AS tracks, (SELECT count(*) FROM artist) AS artists",
    )
    .all();
  console.log(JSON.stringify(results[0]));
}

await buildWorkers();
const folder = given ?? mkdtempSync(join(tmpdir(), "nearfield-bench-"));
try {
  if (!existsSync(join(folder, "v3"))) {
    await generateCatalogue({ state: folder, tracks, seed: "bench", databases: 1, now: Date.UTC(2026, 10, 1) });
  }
  const runtime = await start(folder);
  try {
    await countRows(runtime);
    await compare(runtime, await someIds(runtime));
  } finally {
    await runtime.stop();
  }
} finally {
  if (given === undefined) rmSync(folder, { recursive: true });
}
