/** Every Worker, as it would be deployed, is accepted by `wrangler deploy --dry-run`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { frontPlace } from "../../tools/deploy/deploy.ts";
import { deriveConfig, type DerivedConfig } from "../../tools/deploy/derive.ts";
import { dryRunAll } from "../../tools/deploy/dry-run.ts";
import { makeSecret } from "../../tools/deploy/make-secret.ts";
import { wantedResources } from "../../tools/deploy/names.ts";
import { readProject } from "../../tools/deploy/project.ts";
import { parseSettings } from "../../tools/deploy/settings.ts";
import { parseSliceMap } from "../../domain/slices.ts";
import { requestLimits, requestWindow } from "../../frame/request-limits.ts";
import { workers } from "../../tools/workers.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "nearfield-dry-run-"));
const example = readFileSync(join(root, "tools/deploy/deploy.example.toml"), "utf8");
const settings = parseSettings(
  example.replace('name = "nearfield"', 'name = "radio"').replace("catalog = 1", "catalog = 2").replace("accounts = 1", "accounts = 2"),
  "deploy.example.toml",
);
const project = readProject(root, [...workers, frontPlace]);
const wanted = wantedResources(project, settings);
const configs: DerivedConfig[] = project.workers.map((worker) =>
  deriveConfig(worker, {
    settings,
    address: { kind: "domain", host: "music.example.org", zone: { id: "a-zone", name: "example.org" } },
    databaseIds: new Map(wanted.databases.map(({ name }, index) => [name, `00000000-0000-4000-8000-00000000000${index}`])),
    tokenKeys: { keys: [] },
    frontDoor: "nearfield-api",
  }),
);

beforeAll(() => mkdirSync(join(root, "web/dist"), { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("wrangler builds each of them from its derived configuration", { timeout: 180_000 }, async () => {
  const places = configs.map((config) => ({ name: config.name, config: join(folder, `${config.name}.json`) }));
  for (const [index, { config }] of places.entries()) writeFileSync(config, JSON.stringify(configs[index]));
  const printed = await dryRunAll(root, places, join(folder, "bundles"));
  expect([...printed.keys()].toSorted()).toEqual(configs.map(({ name }) => name).toSorted());
  for (const [name, text] of printed) {
    expect(text, name).toContain("--dry-run: exiting now.");
    expect(text, name).not.toContain("WARNING");
  }
  expect(printed.get("radio-api")).toContain("env.CATALOG_1 (radio-catalog-1)");
  expect(printed.get("radio-jobs")).toContain("radio-media#Recording");
});

test("what a Worker binds to is deployed before it", () => {
  const before = new Set<string>();
  for (const { name, services, durable_objects } of configs) {
    before.add(name);
    const targets = [
      ...(services ?? []).map(({ service }) => service),
      ...(durable_objects?.bindings ?? []).map(({ script_name }) => script_name ?? name),
    ];
    expect(
      targets.filter((target) => !before.has(target)),
      name,
    ).toEqual([]);
  }
});

test("no name of another deployment is left in a configuration", () => {
  for (const { name, vars, services, durable_objects, r2_buckets, queues, d1_databases } of configs) {
    expect(JSON.stringify({ name, services, durable_objects, r2_buckets, queues, d1_databases })).not.toContain("nearfield");
    if (vars && "ORIGIN" in vars) expect(vars["ORIGIN"]).toBe("https://music.example.org");
    const bound = d1_databases?.map(({ binding, database_name, migrations_dir }) => [binding, database_name, migrations_dir]) ?? [];
    const wantedOf = (kind: string) =>
      [0, 1].map((index) => [`${kind.toUpperCase()}_${index}`, `radio-${kind}-${index}`, expect.stringMatching(new RegExp(`/${kind}$`))]);
    for (const kind of ["catalog", "accounts", "library"]) {
      const slices = vars?.[`${kind.toUpperCase()}_SLICES`];
      if (typeof slices !== "string") continue;
      const map = parseSliceMap(slices);
      expect([map.databaseOf(63), map.databaseOf(64)]).toEqual([`${kind.toUpperCase()}_0`, `${kind.toUpperCase()}_1`]);
      expect(bound.filter(([binding]) => binding?.startsWith(kind.toUpperCase()))).toEqual(wantedOf(kind));
    }
    if (vars && "ACCOUNTS_SLICES" in vars) expect(vars).toMatchObject({ DIRECTORY_SLICES: "ACCOUNTS_0:0-1023", DEMO: "off" });
  }
});

test("every secret that a Worker asks for can be made", async () => {
  const names = new Set(configs.flatMap(({ secrets }) => secrets?.required ?? []));
  expect(names.size).toBeGreaterThan(2);
  const given = ["IDENTITY_PROVIDER_SECRETS", "STRIPE_SECRETS"];
  for (const name of names) {
    const secret = makeSecret(name, undefined);
    if (given.includes(name)) expect(secret, name).toBe("{}");
    else expect(secret.length, name).toBeGreaterThan(40);
  }
});

test("requests are limited by the numbers that the code has, in one count for all Workers", () => {
  const schema = z.array(z.object({ name: z.string(), namespace_id: z.string(), simple: z.object({ limit: z.int(), period: z.int() }) }));
  const declared = configs.filter(({ ratelimits }) => ratelimits !== undefined);
  expect(declared.map(({ name }) => name)).toEqual(["radio-accounts", "radio-api", "radio-connect"]);
  for (const { ratelimits, vars } of declared) {
    const limits = schema.parse(ratelimits);
    expect(vars?.["REQUEST_LIMITS"]).toBe("platform");
    expect(Object.fromEntries(limits.map(({ name, simple }) => [name, simple]))).toEqual(
      Object.fromEntries(Object.entries(requestLimits).map(([name, limit]) => [name, { limit, period: requestWindow }])),
    );
    expect(limits).toEqual(declared[0]?.["ratelimits"]);
  }
});
