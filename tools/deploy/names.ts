/** What things are called in the account. Everything is found again by these names, so no local file has to survive. */
import type { Project, WorkerConfig } from "./project.ts";
import { DeployProblem } from "./problem.ts";
import { slicesPerDatabase, type Settings } from "./settings.ts";

/** The name that the wrangler.toml files use, which the operator's own replaces. */
const projectName = "nearfield";

export type Rename = (name: string) => string;

export function renamer(settings: Settings): Rename {
  return (name) => {
    if (name === projectName) return settings.name;
    if (name.startsWith(`${projectName}-`)) return settings.name + name.slice(projectName.length);
    throw new DeployProblem(`A wrangler.toml refers to “${name}”.`, `Names of Workers, buckets and queues start with ${projectName}-.`);
  };
}

/** One of the databases of a kind, such as the catalogue's first: CATALOG_0, `nearfield-catalog-0`, slices 0–63. */
export type WantedDatabase = { binding: string; family: string; name: string; migrationsFolder: string | undefined };
export type Wanted = { databases: WantedDatabase[]; buckets: string[]; queues: string[] };

/** `CATALOG_0` → `CATALOG`: bindings of D1 end in the number of the database. */
export function familyOf(binding: string): string {
  const [, family] = /^([A-Z]+)_\d+$/.exec(binding) ?? [];
  if (family) return family;
  throw new DeployProblem(`The D1 binding ${binding} has no number.`, "Name it after its kind and number, such as CATALOG_0.");
}

/** What a listener's id leads to lies in the same slice everywhere: of the one kind there are as many databases as of the other. */
const followedFamilies: Record<string, string> = { LIBRARY: "ACCOUNTS" };

/** The setting that says how many databases there are of a kind. */
export function settingOf(family: string): string {
  return (followedFamilies[family] ?? family).toLowerCase();
}

export function databasesOf(settings: Settings, family: string): { binding: string; name: string }[] {
  const count = settings.databases[settingOf(family)] ?? 1;
  return Array.from({ length: count }, (_, index) => ({
    binding: `${family}_${index}`,
    name: `${settings.name}-${family.toLowerCase()}-${index}`,
  }));
}

/** Each database holds the same 64 slices for ever, whatever the number of databases: adding one moves no row. */
export function slicesOf(settings: Settings, family: string): string {
  return databasesOf(settings, family)
    .map(({ binding }, index) => `${binding}:${index * slicesPerDatabase}-${(index + 1) * slicesPerDatabase - 1}`)
    .join(",");
}

/** All databases, buckets and queues that some Worker binds to, each once. */
export function wantedResources(project: Project, settings: Settings): Wanted {
  const rename = renamer(settings);
  const migrations = new Map<string, string | undefined>();
  const buckets = new Set<string>();
  const queues = new Set<string>();
  for (const { base, folder } of project.workers) {
    for (const database of base.d1_databases ?? []) {
      const family = familyOf(database.binding);
      const declared = database.migrations_dir && `${folder}/${database.migrations_dir}`;
      migrations.set(family, migrations.get(family) ?? declared);
    }
    for (const bucket of base.r2_buckets ?? []) buckets.add(rename(bucket.bucket_name));
    for (const queue of queueNames(base)) queues.add(rename(queue));
  }
  refuseUnknownFamilies(settings, [...migrations.keys()]);
  const databases = [...migrations].flatMap(([family, migrationsFolder]) =>
    databasesOf(settings, family).map(({ binding, name }) => ({ binding, name, family, migrationsFolder })),
  );
  return { databases, buckets: [...buckets], queues: [...queues] };
}

function queueNames({ queues }: WorkerConfig): string[] {
  return [
    ...(queues?.producers ?? []).map(({ queue }) => queue),
    ...(queues?.consumers ?? []).flatMap(({ queue, dead_letter_queue }) => (dead_letter_queue ? [queue, dead_letter_queue] : [queue])),
  ];
}

function refuseUnknownFamilies(settings: Settings, families: string[]): void {
  const known = new Set(families.map(settingOf));
  const unknown = Object.keys(settings.databases).filter((key) => !known.has(key));
  if (unknown.length === 0) return;
  throw new DeployProblem(
    `[databases] in the settings names ${unknown.join(", ")}, which no Worker uses, or which follows another kind.`,
    `Known kinds: ${[...known].join(", ")}.`,
  );
}
