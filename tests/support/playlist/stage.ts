/** The production bundle of playlists' objects in a runtime of its own, with a door to it. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { root, wranglerScript } from "../../../tools/support/paths.ts";
import { run } from "../../../tools/support/run.ts";

const config = "durable-objects/playlist/wrangler.toml";

/** @returns the folder of the bundle */
export async function bundlePlaylist(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "nearfield-playlist-bundle-"));
  await run(process.execPath, [wranglerScript, "deploy", "--dry-run", "--outdir", folder, "-c", join(root, config)], {
    env: { WRANGLER_SEND_METRICS: "false" },
  });
  return folder;
}

/** Other objects that playlists call, which are not what is tried here. */
function standIn(name: string, binding: string, className: string, methods: string): V4WorkerOptions {
  const script = `import { DurableObject } from "cloudflare:workers";
    export class ${className} extends DurableObject { ${methods} }
    export default { fetch() { return new Response(); } };`;
  const modules = [{ type: "ESModule" as const, path: `${name}.js`, contents: script }];
  return { name, compatibilityDate: "2026-10-15", modules, durableObjects: { [binding]: { className, useSQLite: true } } };
}

/** @param state folder of the objects' databases */
export async function startPlaylists({ bundle, state }: { bundle: string; state: string }): Promise<Miniflare> {
  const { workerOptions } = workerOptionsOf(join(root, config));
  const script = join(bundle, "index.js");
  const playlist: V4WorkerOptions = {
    ...workerOptions,
    name: "nearfield-playlist",
    modulesRoot: bundle,
    modules: [{ type: "ESModule", path: script, contents: readFileSync(script, "utf8") }],
  };
  const doorScript = join(root, "tests/support/playlist/door.js");
  const door: V4WorkerOptions = {
    name: "door",
    compatibilityDate: playlist.compatibilityDate ?? "",
    modules: [{ type: "ESModule", path: doorScript, contents: readFileSync(doorScript, "utf8") }],
    durableObjects: {
      PLAYLIST: { className: "Playlist", scriptName: "nearfield-playlist" },
      FLOOR: { className: "Floor", useSQLite: true },
    },
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      resourcePersistencePath: state,
      telemetry: { enabled: false },
      handleStructuredLogs: () => undefined,
      workers: [
        door,
        playlist,
        standIn("nearfield-listener", "LISTENERS", "Listener", "notePlaylist() {}"),
        standIn("nearfield-revocations", "REVOCATIONS", "Revocations", "list() { return []; }"),
      ],
    }),
  );
  await miniflare.ready;
  const library = await miniflare.getD1Database("LIBRARY_0", "nearfield-playlist");
  const table = readFileSync(join(root, "d1/migrations/library/0001_playlists.sql"), "utf8");
  for (const statement of table.replaceAll(/--.*$/gm, "").split(";")) {
    const idempotent = statement.trim().replace(/^CREATE (TABLE|INDEX) /, "CREATE $1 IF NOT EXISTS ");
    if (idempotent !== "") await library.prepare(idempotent).run();
  }
  return miniflare;
}

// As a process of its own, so that it can be killed: node stage.ts BUNDLE STATE
if (import.meta.main) {
  const [bundle = "", state = ""] = process.argv.slice(2);
  const miniflare = await startPlaylists({ bundle, state });
  console.log(`ready ${String(await miniflare.ready)}`);
}
