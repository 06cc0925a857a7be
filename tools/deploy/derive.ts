/** From a Worker's own wrangler.toml to the configuration that it is deployed with: real names, ids, routes, settings, absolute paths. */
import { resolve } from "node:path";
import { databasesOf, familyOf, renamer, slicesOf, type Rename } from "./names.ts";
import type { ProjectWorker, WorkerConfig } from "./project.ts";
import type { Settings } from "./settings.ts";
import { routePathOf } from "../workers.ts";

/** Where the service is reached: a host name in a zone of the account, or the account's own workers.dev name for trying things out. */
export type Address = { kind: "domain"; host: string; zone: { id: string; name: string } } | { kind: "workers.dev"; host: string };

export type DeriveInput = {
  settings: Settings;
  address: Address;
  /** Ids of D1 databases by name. */
  databaseIds: ReadonlyMap<string, string>;
  /** JSON Web Key Set (RFC 7517, section 5) of the keys that access tokens are verified with. */
  tokenKeys: { keys: unknown[] };
  /** The Worker that answers whatever no path names. */
  frontDoor: string;
};

/** A configuration as wrangler reads it from JSON. */
export type DerivedConfig = WorkerConfig & { routes: Route[]; workers_dev: boolean; preview_urls: boolean };
type Route = { pattern: string; zone_id: string } | { pattern: string; zone_id: string; custom_domain: true };

export function deriveConfig(worker: ProjectWorker, input: DeriveInput): DerivedConfig {
  const rename = renamer(input.settings);
  // Environments and dev settings mean nothing here; an account id is given by the environment.
  const { env: _env, dev: _dev, account_id: _account, route: _route, ...base } = worker.base;
  const config: WorkerConfig = { ...base, ...absolutePaths(worker), ...renamedBindings(base, rename), name: rename(base.name) };
  if (base.vars) config.vars = settingsOf(base.vars, input);
  if (base.d1_databases) config.d1_databases = databaseBindings(worker, input);
  // A binding that an account without e-mail routing could not have.
  if (config.vars?.["MAIL"] === "cloudflare") config["send_email"] = [{ name: "MAIL_OUT" }];
  return {
    ...config,
    routes: routesOf(worker, input),
    // A second address would serve the same thing past the domain's own rules and caches.
    workers_dev: input.address.kind === "workers.dev" && worker.name === input.frontDoor,
    preview_urls: false,
  };
}

/** Relative paths start from the configuration's folder, which is another one now. */
function absolutePaths({ base, folder }: ProjectWorker): Partial<WorkerConfig> {
  const paths: Partial<WorkerConfig> = {};
  if (base.main) paths.main = resolve(folder, base.main);
  if (base.tsconfig) paths.tsconfig = resolve(folder, base.tsconfig);
  if (base.base_dir) paths.base_dir = resolve(folder, base.base_dir);
  if (base.assets?.directory) paths.assets = { ...base.assets, directory: resolve(folder, base.assets.directory) };
  if (base.build) paths.build = { ...base.build, cwd: resolve(folder, base.build.cwd ?? ".") };
  return paths;
}

function renamedBindings(base: WorkerConfig, rename: Rename): Partial<WorkerConfig> {
  const renamed: Partial<WorkerConfig> = {};
  if (base.r2_buckets) {
    renamed.r2_buckets = base.r2_buckets.map(({ binding, bucket_name }) => ({ binding, bucket_name: rename(bucket_name) }));
  }
  if (base.services) renamed.services = base.services.map((service) => ({ ...service, service: rename(service.service) }));
  if (base.workflows) {
    renamed.workflows = base.workflows.map((workflow) => ({
      ...workflow,
      name: rename(workflow.name),
      ...(workflow.script_name ? { script_name: rename(workflow.script_name) } : {}),
    }));
  }
  if (base.durable_objects) {
    renamed.durable_objects = {
      bindings: base.durable_objects.bindings.map((binding) =>
        binding.script_name ? { ...binding, script_name: rename(binding.script_name) } : binding,
      ),
    };
  }
  if (base.queues) renamed.queues = renamedQueues(base.queues, rename);
  return renamed;
}

function renamedQueues(queues: NonNullable<WorkerConfig["queues"]>, rename: Rename): NonNullable<WorkerConfig["queues"]> {
  return {
    ...(queues.producers ? { producers: queues.producers.map((producer) => ({ ...producer, queue: rename(producer.queue) })) } : {}),
    ...(queues.consumers
      ? {
          consumers: queues.consumers.map((consumer) => ({
            ...consumer,
            queue: rename(consumer.queue),
            ...(consumer.dead_letter_queue ? { dead_letter_queue: rename(consumer.dead_letter_queue) } : {}),
          })),
        }
      : {}),
  };
}

function databaseBindings(
  { base, folder }: ProjectWorker,
  { settings, databaseIds }: DeriveInput,
): NonNullable<WorkerConfig["d1_databases"]> {
  const families = new Map((base.d1_databases ?? []).map((database) => [familyOf(database.binding), database]));
  return [...families].flatMap(([family, { migrations_dir }]) => {
    const migrations = migrations_dir ? { migrations_dir: resolve(folder, migrations_dir) } : {};
    // Empty until it is created; nothing is deployed with an empty id.
    const idOf = (name: string) => databaseIds.get(name) ?? "";
    return databasesOf(settings, family).map(({ binding, name }) =>
      Object.assign({ binding, database_name: name, database_id: idOf(name) }, migrations),
    );
  });
}

/** A Worker gets the settings that it declares, and no others. */
function settingsOf(declared: Record<string, unknown>, { settings, address, tokenKeys }: DeriveInput): Record<string, unknown> {
  const values: Record<string, unknown> = { ...settings.vars, ORIGIN: `https://${address.host}`, TOKEN_KEYS: tokenKeys };
  return Object.fromEntries(
    Object.entries(declared).map(([name, value]) => {
      const [, family] = /^([A-Z]+)_SLICES$/.exec(name) ?? [];
      // The directory's map is over another kind's databases, and stays as it was on the first day.
      const isOwn = family !== undefined && String(value).startsWith(`${family}_`);
      const replacement = isOwn ? slicesOf(settings, family) : values[name];
      return [name, replacement === undefined ? value : inTheFormOf(value, replacement)];
    }),
  );
}

/** Where the declaration holds text, structured values are written as JSON (lists of words with commas). */
function inTheFormOf(declared: unknown, value: unknown): unknown {
  if (typeof declared !== "string" || typeof value === "string") return value;
  if (Array.isArray(value)) return value.join(",");
  return JSON.stringify(value);
}

function routesOf(worker: ProjectWorker, { address, frontDoor }: DeriveInput): Route[] {
  if (address.kind === "workers.dev") return [];
  const zone_id = address.zone.id;
  if (worker.name === frontDoor) return [{ pattern: address.host, zone_id, custom_domain: true }];
  return worker.paths.map((path) => ({ pattern: address.host + routePathOf(path), zone_id }));
}
