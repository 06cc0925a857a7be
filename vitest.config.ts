import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/** Rules and everything else that needs nothing but Node. */
const rules: TestProjectConfiguration = {
  test: {
    name: "rules",
    include: ["{domain,contracts,frame,d1,tools,r2-ingest,web}/**/*.test.ts", "workers/{api,accounts,ingest,jobs}/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
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

/** One Worker alone, in workerd. */
function worker(name: string, folder: string, bindings: Record<string, string> = {}): TestProjectConfiguration {
  const workers = name === "metrics" ? [] : [metricsStandIn];
  return {
    plugins: [cloudflareTest({ wrangler: { configPath: `${folder}/wrangler.toml` }, miniflare: { bindings, workers } })],
    test: { name, include: [`${folder}/**/*.test.ts`], testTimeout: 30_000 },
  };
}

/** All Workers together, as `npm start` runs them, on a catalogue of so many databases. */
function integration(databases: number): TestProjectConfiguration {
  return {
    test: {
      name: `integration, ${databases === 1 ? "one database" : `${databases} databases`}`,
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
    projects: [
      rules,
      worker("media", "workers/media", {
        GRANT_KEYS: JSON.stringify({ current: 1, keys: { 1: "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE" } }),
      }),
      worker("metrics", "durable-objects/metrics"),
      integration(1),
      integration(2),
      { test: { name: "deploy", include: ["tests/deploy/**/*.test.ts"], ...slow } },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts", "**/*.browser.test.ts"],
          exclude: ["**/node_modules/**"],
          fileParallelism: false,
          ...slow,
        },
      },
      {
        test: { name: "prove", include: ["tests/prove/**/*.test.ts"], fileParallelism: false, testTimeout: 900_000, hookTimeout: 300_000 },
      },
    ],
  },
});
