/** All Workers' production bundles in one embedded runtime (workerd), with their state in one folder. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { root } from "../support/paths.ts";
import { readWorkerConfig } from "../support/wrangler-config.ts";
import { routePathOf, workers, type WorkerPlace } from "../workers.ts";
import { bundleOf } from "./build.ts";
import { databaseKinds, databaseNames, localDatabaseId, localSecrets, localVariables, pick } from "./bindings.ts";
import { startClock } from "./clock.ts";
import { applyMigrations } from "./migrations.ts";
import { watchOverRuntime } from "./watchdog.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";

export type RuntimeOptions = {
  /** Folder of databases, objects and secrets; made when it is not there. */
  state: string;
  /** 0 for any free one. */
  port: number;
  /** Folder of the player's pages; default: web/dist, as it is. */
  player?: string;
  /** How many databases hold the catalogue. */
  databases?: number;
  /** Whether accounts may be made whose password everybody knows. */
  demo?: boolean;
  /** Replaces the configuration's variables, in all Workers that have them. */
  vars?: Record<string, string>;
  /** Workers beside the service's own, for measurements. */
  more?: V4WorkerOptions[];
  /** Takes each line that a Worker writes. */
  onLine?: (line: string) => void;
};

export type Runtime = {
  url: string;
  secrets: Secrets;
  /** For tests and tools that look behind the doors. */
  miniflare: Miniflare;
  stop(): Promise<void>;
};

/** @throws when the port is taken (`EADDRINUSE`) or a migration fails */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const secrets = loadSecrets(options.state);
  const port = options.port === 0 ? await freePort() : options.port;
  const origin = `http://127.0.0.1:${port}`;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      log: new Log(LogLevel.WARN),
      cf: false,
      resourcePersistencePath: join(options.state, "v3"),
      telemetry: { enabled: false },
      handleStructuredLogs: ({ message }) => options.onLine?.(message),
      workers: [...primaryFirst(workers).map((worker) => describe(worker, options, secrets, origin)), ...(options.more ?? [])],
    }),
  );
  try {
    await miniflare.ready;
    await watchOverRuntime();
    await applyMigrations(miniflare, options.databases ?? 1);
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
  const clock = startClock(miniflare);
  return {
    url: origin,
    secrets,
    miniflare,
    async stop() {
      clock.stop();
      await miniflare.dispose();
    },
  };
}

/** The first Worker answers what no path pattern claims. */
function primaryFirst(places: readonly WorkerPlace[]): WorkerPlace[] {
  return [...places.filter((place) => place.config === "wrangler.toml"), ...places.filter((place) => place.config !== "wrangler.toml")];
}

function describe(worker: WorkerPlace, options: RuntimeOptions, secrets: Secrets, origin: string): V4WorkerOptions {
  const config = readWorkerConfig(worker.config);
  const { workerOptions } = workerOptionsOf(
    join(root, worker.config),
    undefined,
    options.player ? { overrides: { assets: { directory: options.player } } } : {},
  );
  const databases = options.databases ?? 1;
  const variables = { ...localVariables({ origin, secrets, databases, demo: options.demo ?? false }), ...options.vars };
  const bundle = bundleOf(worker);
  return {
    ...workerOptions,
    name: worker.name,
    modulesRoot: bundle,
    modules: modulesOf(bundle),
    bindings: { ...config.vars, ...pick(variables, Object.keys(config.vars)), ...pick(localSecrets(secrets), config.secrets.required) },
    routes: worker.paths.map((path) => `*${routePathOf(path)}`),
    d1Databases: Object.fromEntries(databasesOf(config.d1_databases, databases).map((name) => [name, localDatabaseId(name)])),
  };
}

/** The script, and the WebAssembly that it imports beside it. */
function modulesOf(bundle: string): NonNullable<Extract<V4WorkerOptions, { modules: unknown[] }>["modules"]> {
  const script = join(bundle, "index.js");
  const compiled = readdirSync(bundle).filter((name) => name.endsWith(".wasm"));
  return [
    { type: "ESModule", path: script, contents: readFileSync(script, "utf8") },
    ...compiled.map((name) => ({ type: "CompiledWasm" as const, path: join(bundle, name), contents: readFileSync(join(bundle, name)) })),
  ];
}

/** A Worker that binds to the first database of a kind gets all of them. */
function databasesOf(declared: readonly { binding: string }[], count: number): string[] {
  const bound = new Set(declared.map(({ binding }) => binding));
  return databaseKinds.filter(({ kind }) => bound.has(`${kind}_0`)).flatMap(({ kind }) => databaseNames(kind, count));
}

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
