/** What is in the account already: found by name, so that it is the account, and no file here, that knows how far a deployment came. */
import { z } from "zod";
import { ApiRefusal, type Cloudflare } from "./cloudflare.ts";
import type { Wanted } from "./names.ts";
import { DeployProblem } from "./problem.ts";

const databasesSchema = z.array(z.object({ uuid: z.string(), name: z.string() }));
const queuesSchema = z.array(
  z.object({
    queue_name: z.string(),
    consumers: z
      .array(z.looseObject({ script: z.string().optional(), script_name: z.string().optional(), service: z.string().optional() }))
      .default([]),
  }),
);
const deploymentsSchema = z.object({
  deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })) })),
});
const bindingSchema = z.looseObject({ type: z.string(), name: z.string(), text: z.string().optional(), json: z.unknown().optional() });
const versionSchema = z.object({
  annotations: z.record(z.string(), z.string()).nullish(),
  resources: z.object({ bindings: z.array(bindingSchema).nullish() }),
});
const schedulesSchema = z.object({ schedules: z.array(z.object({ cron: z.string() })) });
const subdomainSchema = z.object({ enabled: z.boolean(), previews_enabled: z.boolean().optional() });

/** A queue and the Workers that consume it. */
type FoundQueue = { name: string; consumers: string[] };

type FoundWorker = {
  /** The tag of the version that answers all requests; undefined when it has none, or when traffic is split between versions. */
  tag: string | undefined;
  secrets: string[];
  vars: Map<string, unknown>;
  crons: string[];
  onWorkersDev: boolean;
};

export type Account = {
  /** Ids by name; also of databases that are not wanted but bear a wanted kind's name. */
  databases: Map<string, string>;
  buckets: Set<string>;
  queues: Map<string, FoundQueue>;
  workers: Map<string, FoundWorker>;
};

/** @param prefix of all names @param workers names of the Workers to look for */
export async function readAccount(
  api: Cloudflare,
  accountId: string,
  wanted: Wanted,
  workers: readonly string[],
  prefix: string,
): Promise<Account> {
  const path = `/accounts/${accountId}`;
  const found = await readWorkers(api, path, workers);
  return {
    workers: found,
    databases: await readDatabases(api, path, prefix),
    buckets: await readBuckets(api, path, wanted.buckets),
    queues: await readQueues(api, path, wanted.queues),
  };
}

/** @returns undefined where the API says that there is no such thing */
async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return undefined;
    throw error;
  }
}

async function readDatabases(api: Cloudflare, path: string, prefix: string): Promise<Map<string, string>> {
  const pageSize = 100;
  const found = new Map<string, string>();
  for (let page = 1; ; page++) {
    const query = `name=${encodeURIComponent(`${prefix}-`)}&page=${page}&per_page=${pageSize}`;
    const databases = await api.get(`${path}/d1/database?${query}`, databasesSchema, "Account → D1 → Edit");
    for (const { name, uuid } of databases) found.set(name, uuid);
    if (databases.length < pageSize) return found;
  }
}

async function readBuckets(api: Cloudflare, path: string, names: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const name of names) {
    const bucket = await orMissing(
      api.get(`${path}/r2/buckets/${name}`, z.object({ name: z.string() }), "Account → Workers R2 Storage → Edit"),
    ).catch(explainR2);
    if (bucket) found.add(bucket.name);
  }
  return found;
}

/** 10042: R2 wants to be switched on, with a means of payment, before its API answers. */
function explainR2(error: unknown): never {
  if (!(error instanceof ApiRefusal) || error.code !== 10042) throw error;
  throw new DeployProblem(
    "R2 is not switched on in this account.",
    "Open R2 in the dashboard and accept its terms, then run npm run deploy again.",
  );
}

async function readQueues(api: Cloudflare, path: string, names: readonly string[]): Promise<Map<string, FoundQueue>> {
  const found = new Map<string, FoundQueue>();
  for (const name of names) {
    const queues = await api.get(`${path}/queues?name=${encodeURIComponent(name)}`, queuesSchema, "Account → Queues → Edit");
    const queue = queues.find(({ queue_name }) => queue_name === name);
    if (!queue) continue;
    const consumers = queue.consumers.flatMap(({ script, script_name, service }) => script ?? script_name ?? service ?? []);
    found.set(name, { name, consumers });
  }
  return found;
}

async function readWorkers(api: Cloudflare, path: string, names: readonly string[]): Promise<Map<string, FoundWorker>> {
  const found = new Map<string, FoundWorker>();
  for (const name of names) {
    const worker = await readWorker(api, `${path}/workers/scripts/${name}`);
    if (worker) found.set(name, worker);
  }
  return found;
}

async function readWorker(api: Cloudflare, path: string): Promise<FoundWorker | undefined> {
  const permission = "Account → Workers Scripts → Edit";
  const history = await orMissing(api.get(`${path}/deployments`, deploymentsSchema, permission));
  const latest = history?.deployments[0]?.versions;
  const [first] = latest ?? [];
  if (!latest || !first) return undefined;
  const version = await api.get(`${path}/versions/${first.version_id}`, versionSchema, permission);
  const bindings = version.resources.bindings ?? [];
  const { schedules } = await api.get(`${path}/schedules`, schedulesSchema, permission);
  const subdomain = await api.get(`${path}/subdomain`, subdomainSchema, permission);
  return {
    tag: latest.length === 1 ? version.annotations?.["workers/tag"] : undefined,
    secrets: bindings.filter(({ type }) => type === "secret_text").map(({ name }) => name),
    vars: new Map(
      bindings.filter(({ type }) => type === "plain_text" || type === "json").map(({ name, text, json }) => [name, text ?? json]),
    ),
    crons: schedules.map(({ cron }) => cron),
    onWorkersDev: subdomain.enabled,
  };
}

const appliedSchema = z.array(z.object({ results: z.array(z.object({ name: z.string() })) }));

/** Names of the migrations that a database has had; wrangler keeps them in the table `d1_migrations`. */
export async function readMigrations(api: Cloudflare, accountId: string, databaseId: string): Promise<string[]> {
  const path = `/accounts/${accountId}/d1/database/${databaseId}/query`;
  try {
    const answers = await api.post(path, { sql: "SELECT name FROM d1_migrations ORDER BY id" }, appliedSchema, "Account → D1 → Edit");
    return answers.flatMap(({ results }) => results.map(({ name }) => name));
  } catch (error) {
    if (error instanceof ApiRefusal && error.message.includes("no such table")) return [];
    throw error;
  }
}

/** @throws DeployProblem when the token reaches no account, or several and none is named */
export async function findAccount(api: Cloudflare): Promise<string> {
  const accounts = await api.get("/accounts", z.array(z.object({ id: z.string(), name: z.string() })), "Account → Workers Scripts → Edit");
  const [only] = accounts;
  if (only && accounts.length === 1) return only.id;
  throw new DeployProblem(
    only
      ? `The token reaches several accounts: ${accounts.map(({ id, name }) => `${name} (${id})`).join(", ")}.`
      : "The token reaches no account.",
    "Set account_id in deploy.toml, or CLOUDFLARE_ACCOUNT_ID.",
  );
}
