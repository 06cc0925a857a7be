/** The api's production bundle twice in one runtime: as it is, and with the one line taken out that asks who is there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf, unstable_splitSqlQuery as splitStatements } from "wrangler";
import { buildWorkers, bundleOf } from "../../tools/start/build.ts";
import { createSecrets, type Secrets } from "../../tools/start/secrets.ts";
import { root } from "../../tools/support/paths.ts";
import { readWorkerConfig } from "../../tools/support/wrangler-config.ts";
import { workers, type WorkerPlace } from "../../tools/workers.ts";
import { standIn } from "./stand-in.ts";

export type TwoApis = {
  miniflare: Miniflare;
  secrets: Secrets;
  /** The origins that lead to each; the guarded one's is the issuer of tokens. */
  guarded: string;
  open: string;
};

const guarded = "http://guarded.example";
const open = "http://open.example";

/** Who the unguarded one takes everybody for. */
const anybody = JSON.stringify({
  sub: "guest:1",
  sid: "1",
  plan: "free",
  market: "DE",
  explicit: "allowed",
  scope: "streaming",
  roles: ["guest"],
});

export async function startTwoApis(state: string): Promise<TwoApis> {
  await buildWorkers();
  const secrets = createSecrets();
  const objects = workers
    .filter(({ config }) => config.startsWith("durable-objects/"))
    .map((place) => optionsOf(place, scriptOf(place), {}));
  const api = workers.find(({ config }) => config === "wrangler.toml");
  if (!api) throw new Error("there is no api");
  const bindings = {
    ...readWorkerConfig(api.config).vars,
    ORIGIN: guarded,
    TOKEN_KEYS: secrets.token_keys,
    GRANT_KEYS: secrets.grant_keys,
    METRICS_KEY: secrets.metrics_key,
    // Counted, and never too many.
    REQUEST_LIMITS: "1000000",
  };
  const script = scriptOf(api);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      resourcePersistencePath: join(state, "v3"),
      telemetry: { enabled: false },
      handleStructuredLogs: () => undefined,
      workers: [
        { ...optionsOf(api, script, bindings), routes: [`${new URL(guarded).host}/*`] },
        { ...optionsOf(api, withoutGuard(script), bindings), name: "open", routes: [`${new URL(open).host}/*`] },
        standIn("nearfield-accounts", ["Entitlements", "Profiles"]),
        standIn("nearfield-media", ["Pictures", "Recording"]),
        ...objects,
      ],
    }),
  );
  await miniflare.ready;
  await migrate(miniflare);
  return { miniflare, secrets, guarded, open };
}

function scriptOf(place: WorkerPlace): string {
  return readFileSync(join(bundleOf(place), "index.js"), "utf8");
}

function withoutGuard(script: string): string {
  const guard = /\.use\(enforce\d*\);/g;
  if (script.match(guard)?.length !== 1) throw new Error("the line that guards the api was not found once");
  return script.replace(guard, `.use(async (context, next) => { context.set("claims", ${anybody}); await next(); });`);
}

function optionsOf(place: WorkerPlace, contents: string, bindings: Record<string, string>): V4WorkerOptions {
  const { workerOptions } = workerOptionsOf(join(root, place.config));
  const { assets: _pages, ratelimits: _limits, ...options }: Partial<V4WorkerOptions> = workerOptions;
  return {
    ...options,
    name: place.name,
    modulesRoot: "/",
    modules: [{ type: "ESModule", path: "/index.js", contents }],
    bindings,
    ...(options.d1Databases && { d1Databases: { CATALOG_0: "bench-catalogue" } }),
  };
}

async function migrate(miniflare: Miniflare): Promise<void> {
  const database = await miniflare.getD1Database("CATALOG_0", "nearfield-api");
  const folder = join(root, "d1/migrations/catalog");
  for (const name of readdirSync(folder).toSorted()) {
    const statements = splitStatements(readFileSync(join(folder, name), "utf8"));
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}
