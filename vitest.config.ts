import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { pushServiceStandIn } from "./durable-objects/connect-session/support/push-service.ts";
import { createSecrets } from "./tools/start/secrets.ts";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

/** Who listens, and who kills processes, wants the machine to itself: one file at a time, after all others. */
const alone = { maxWorkers: 1, fileParallelism: false, sequence: { groupOrder: 1 } };
/** Deploy a dozen times over: proofs, though they stand among the tests of deploying. */
const manyDeployments = "tests/deploy/{deploy,given}.test.ts";

/** Minutes in a browser about one part each, for which a test of ten minutes has no room; shorter journeys go through all of them. */
const longBrowsing = "tests/browser/{account-*,connect,connect-speaker,engine,jam,playlists}.test.ts";

/** Pages in a browser, where nobody listens and nothing is timed. */
const pages = "tests/browser/{app,library,passkeys}.test.ts";

const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/** Rules and everything else that needs nothing but Node. */
const rules: TestProjectConfiguration = {
  test: {
    name: "rules",
    include: [
      "{domain,contracts,frame,d1,operator,tools,r2-ingest,web,examples}/**/*.test.ts",
      "workers/{api,accounts,connect,ingest}/**/*.test.ts",
    ],
    exclude: ["**/*.browser.test.ts", "**/*.worker.test.ts", "**/node_modules/**"],
    // They share nothing that one of them changes, and a process each would take as long as most of them.
    isolate: false,
    testTimeout: 30_000,
  },
};

/** The script of the metrics objects, for Workers that are tested without it. */
const metricsStandIn = {
  name: "nearfield-metrics",
  modules: true,
  compatibilityDate: "2026-10-15",
  script: `import { DurableObject } from "cloudflare:workers";
    export class Metrics extends DurableObject { async add() {} }
    export default { fetch() { return new Response(); } };`,
  durableObjects: { METRICS: { className: "Metrics", useSQLite: true } },
};

/** Entrypoints that jobs tells what to forget. */
function cacheStandIn(name: string, entrypoints: readonly string[]) {
  const classes = entrypoints.map((entrypoint) => `export class ${entrypoint} extends WorkerEntrypoint { async invalidate() {} }`);
  const script = `import { WorkerEntrypoint } from "cloudflare:workers"; ${classes.join(" ")} export default {};`;
  return { name, modules: true, compatibilityDate: "2026-10-15", script };
}

/** Libraries that remember what playlists told them. */
const listenerStandIn = {
  name: "nearfield-listener",
  modules: true,
  compatibilityDate: "2026-10-15",
  script: `import { DurableObject } from "cloudflare:workers";
    export class Listener extends DurableObject {
      notePlaylist(id, relation) { this.ctx.storage.kv.put(id, relation); }
      async contains(kind, ids) { return ids.map((id) => this.ctx.storage.kv.get(id) ?? "gone").map((relation) => relation !== "gone"); }
    }
    export default { fetch() { return new Response(); } };`,
  durableObjects: { LISTENERS: { className: "Listener", useSQLite: true } },
};

/** A list that keeps what is put on it. */
const revocationsStandIn = {
  name: "nearfield-revocations",
  modules: true,
  compatibilityDate: "2026-10-15",
  script: `import { DurableObject } from "cloudflare:workers";
    export class Revocations extends DurableObject {
      async add(sessions) { for (const { id } of sessions) this.ctx.storage.kv.put(id, true); }
      async list() { return Array.from(this.ctx.storage.kv.list(), ([id]) => id); }
    }
    export default { fetch() { return new Response(); } };`,
  durableObjects: { REVOCATIONS: { className: "Revocations", useSQLite: true } },
};

/** What contexts hold, as their ids say: a dozen tracks, unless it is missing, can't be read, or is never answered. */
const contentStandIn = {
  name: "nearfield-api",
  modules: true,
  compatibilityDate: "2026-10-15",
  script: `import { WorkerEntrypoint } from "cloudflare:workers";
    export class Content extends WorkerEntrypoint {
      async resolve(uri) {
        const id = uri.split(":")[2];
        if (id.startsWith("missing")) return { ok: false, code: "not_found" };
        if (id.startsWith("broken")) throw new Error("broken");
        if (id.startsWith("slow")) await scheduler.wait(500);
        return { ok: true, tracks: Array.from({ length: 12 }, (_, index) => {
          const uri = "nearfield:track:" + id.slice(0, 20) + String(index).padStart(2, "0");
          return { uri, plays: uri };
        }) };
      }
    }
    export default {};`,
};

/** Scripts that a Worker calls, by its name. */
const othersOf: Partial<Record<string, () => ReturnType<typeof cacheStandIn>[]>> = {
  jobs: () => [cacheStandIn("nearfield-api", ["CatalogDocuments"]), cacheStandIn("nearfield-media", ["Recording", "Cover"])],
  playlist: () => [listenerStandIn, revocationsStandIn],
  "connect-session": () => [contentStandIn, revocationsStandIn],
};

/** What answers requests that a Worker sends to the world, by its name. */
const worldOf: Partial<Record<string, () => { outboundService: (request: Request) => Promise<Response> }>> = {
  "connect-session": () => ({ outboundService: pushServiceStandIn() }),
};

/** One Worker alone, in workerd. */
function worker(name: string, folder: string, bindings: Record<string, string> = {}): TestProjectConfiguration {
  const workers = name === "metrics" ? [] : [metricsStandIn, ...(othersOf[name]?.() ?? [])];
  return {
    plugins: [
      cloudflareTest({ wrangler: { configPath: `${folder}/wrangler.toml` }, miniflare: { bindings, workers, ...worldOf[name]?.() } }),
    ],
    test: { name, include: [`${folder}/**/*.test.ts`], testTimeout: 30_000 },
  };
}

/** Objects that the accounts Worker calls; tests that are about them bring their own. */
const guardStandIns = [
  { name: "nearfield-limiter", binding: "LIMITER", className: "Limiter", methods: "async take() {} async giveBack() {} async forget() {}" },
  {
    name: "nearfield-revocations",
    binding: "REVOCATIONS",
    className: "Revocations",
    methods: "async add() {} async list() { return []; } async has() { return false; }",
  },
].map(({ name, binding, className, methods }) => ({
  name,
  modules: true,
  compatibilityDate: "2026-10-15",
  script: `import { DurableObject } from "cloudflare:workers";
    export class ${className} extends DurableObject { ${methods} }
    export default { fetch() { return new Response(); } };`,
  durableObjects: { [binding]: { className, useSQLite: true } },
}));

/** workers/accounts on an empty database, in workerd; files are called *.worker.test.ts. */
async function accounts(): Promise<TestProjectConfiguration> {
  const bindings = {
    ...createAccountSecrets(),
    MIGRATIONS: await readD1Migrations("d1/migrations/accounts"),
    BILLING: "local",
    REQUEST_LIMITS: "100",
    MARKET_SOURCE: "visitor",
    ORIGIN: "https://music.example",
  };
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: "workers/accounts/wrangler.toml" },
        miniflare: { bindings, workers: [metricsStandIn, ...guardStandIns] },
      }),
    ],
    test: {
      name: "accounts",
      include: ["workers/accounts/**/*.worker.test.ts"],
      setupFiles: ["workers/accounts/support/migrate.ts"],
      testTimeout: 30_000,
    },
  };
}

/** The catalogue's routes of workers/api on two databases that count, in workerd; files are called *.worker.test.ts. */
async function api(): Promise<TestProjectConfiguration> {
  const bindings = {
    MIGRATIONS: await readD1Migrations("d1/migrations/catalog"),
    CATALOG_SLICES: "CATALOG_0:0-63,CATALOG_1:64-127",
    GUEST_PLAYBACK: "full",
    ORIGIN: "https://music.example",
    ORIGIN_ALIASES: "https://alias.example",
  };
  const miniflare = { bindings, compatibilityDate: "2026-10-15", d1Databases: ["CATALOG_0", "CATALOG_1"] };
  return {
    plugins: [cloudflareTest({ main: "workers/api/support/catalogue-worker.ts", miniflare })],
    test: { name: "api", include: ["workers/api/**/*.worker.test.ts"], testTimeout: 30_000, hookTimeout: 60_000 },
  };
}

/** What the accounts Worker keeps secret, made for one run. */
function createAccountSecrets(): Record<string, string> {
  const secrets = createSecrets();
  return {
    TOKEN_SIGNING_KEY: secrets.token_signing_key,
    TOKEN_KEYS: secrets.token_keys,
    SESSION_KEYS: secrets.session_keys,
    DIRECTORY_KEY: secrets.directory_key,
    IDENTITY_PROVIDER_SECRETS: secrets.identity_provider_secrets,
    STRIPE_SECRETS: secrets.stripe_secrets,
    OPERATOR_KEY: secrets.operator_key,
  };
}

/** All Workers together, as `npm start` runs them, on so many databases of each kind. */
function integration(name: string, databases: number): TestProjectConfiguration {
  return {
    test: {
      name,
      include: ["tests/integration/**/*.test.ts"],
      env: { DATABASES: String(databases) },
      ...slow,
    },
  };
}

// wrangler reports what its own development server would miss; these tests bring their secrets themselves.
process.env["WRANGLER_LOG"] ??= "error";

export default defineConfig({
  test: {
    // Much of a test is waiting: three files at once even where there are two processors.
    maxWorkers: 3,
    projects: [
      rules,
      worker("media", "workers/media", {
        GRANT_KEYS: JSON.stringify({ current: 1, keys: { 1: "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE" } }),
      }),
      worker("metrics", "durable-objects/metrics"),
      worker("limiter", "durable-objects/limiter"),
      worker("revocations", "durable-objects/revocations"),
      worker("playlist", "durable-objects/playlist", {
        MIGRATIONS: JSON.stringify(await readD1Migrations("d1/migrations/library")),
        SEEDS: process.env["PLAYLIST_SEEDS"] ?? "2",
      }),
      worker("connect-session", "durable-objects/connect-session", { PUSH_KEY: createSecrets().push_key }),
      worker("listener", "durable-objects/listener", { MIGRATIONS: JSON.stringify(await readD1Migrations("d1/migrations/library")) }),
      await accounts(),
      await api(),
      worker("jobs", "workers/jobs", {
        MIGRATIONS: JSON.stringify(await readD1Migrations("d1/migrations/catalog")),
        LIBRARY_MIGRATIONS: JSON.stringify(await readD1Migrations("d1/migrations/library")),
      }),
      integration("integration", 2),
      // Whatever is right on two databases seldom is wrong on one: the browsers' journeys run on one too.
      integration("prove, one database", 1),
      {
        test: { name: "conformance", include: ["tests/conformance/**/*.test.ts"], globalSetup: ["tests/conformance/service.ts"], ...slow },
      },
      { test: { name: "deploy", include: ["tests/deploy/**/*.test.ts"], exclude: [manyDeployments], ...slow } },
      { test: { name: "pages", include: [pages], ...slow } },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts", "**/*.browser.test.ts"],
          exclude: ["**/node_modules/**", pages, longBrowsing],
          ...alone,
          ...slow,
        },
      },
      {
        test: {
          name: "prove",
          include: ["tests/prove/**/*.test.ts", manyDeployments, longBrowsing],
          ...alone,
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
