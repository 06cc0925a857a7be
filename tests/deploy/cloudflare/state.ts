/** What the stand-in of Cloudflare's API holds: one account. */
import { DatabaseSync } from "node:sqlite";

export type Binding = { type: string; name: string; [property: string]: unknown };
export type Version = { id: string; number: number; annotations: Record<string, string>; bindings: Binding[] };
export type Script = {
  name: string;
  migrationTag: string | undefined;
  versions: Version[];
  /** Latest first; each a version at 100 %. */
  deployments: { id: string; versionId: string }[];
  subdomain: { enabled: boolean; previews_enabled: boolean };
  crons: string[];
};
type Consumer = { consumer_id: string; type: string; script: string; dead_letter_queue?: string; settings: unknown };
export type Queue = { queue_id: string; queue_name: string; consumers: Consumer[] };
type Route = { id: string; pattern: string; script: string };
export type Zone = { id: string; name: string; routes: Route[]; records: { type: string; name: string; content: string }[] };
export type Database = { uuid: string; name: string; location: string | undefined; sqlite: DatabaseSync };

export class AccountState {
  readonly databases: Database[] = [];
  readonly buckets: { name: string; location: string | undefined }[] = [];
  readonly queues: Queue[] = [];
  readonly scripts = new Map<string, Script>();
  readonly zones: Zone[] = [];
  readonly domains: { id: string; hostname: string; service: string; zone_id: string }[] = [];
  readonly assets = new Set<string>();
  workersDevName: string | undefined = "somebody";
  #lastId = 0;

  /** Ids in the forms that Cloudflare's have, but in order: a failing test shows the same ones again. */
  uuid(): string {
    return `00000000-0000-4000-8000-${this.#next().padStart(12, "0")}`;
  }

  hexId(): string {
    return this.#next().padStart(32, "0");
  }

  #next(): string {
    this.#lastId += 1;
    return this.#lastId.toString(16);
  }

  addDatabase(name: string, location?: string): Database {
    const database = { uuid: this.uuid(), name, location, sqlite: new DatabaseSync(":memory:") };
    this.databases.push(database);
    return database;
  }

  /** The version that answers requests. */
  liveVersion(name: string): Version | undefined {
    const script = this.scripts.get(name);
    return script?.versions.find(({ id }) => id === script.deployments[0]?.versionId);
  }

  /** All that a listener or an operator could tell apart, without ids and the order of their making: for comparing end states. */
  summary(): unknown {
    const scripts = [...this.scripts.values()].toSorted((a, b) => a.name.localeCompare(b.name));
    return {
      databases: this.databases.map(({ name, location, sqlite }) => ({ name, location, schema: schemaOf(sqlite) })),
      buckets: this.buckets,
      queues: this.queues.map(({ queue_name, consumers }) => ({
        queue_name,
        consumers: consumers.map(({ script, settings, dead_letter_queue }) => ({ script, settings, dead_letter_queue })),
      })),
      scripts: scripts.map(({ name, crons, subdomain, migrationTag }) => {
        const live = this.liveVersion(name);
        return {
          name,
          crons,
          subdomain,
          migrationTag,
          tagged: Boolean(live?.annotations["workers/tag"]),
          bindings: live?.bindings.map(plain),
        };
      }),
      routes: this.zones.map(({ name, routes }) => ({
        name,
        routes: routes.map(({ pattern, script }) => `${pattern} → ${script}`).toSorted(),
      })),
      domains: this.domains.map(({ hostname, service }) => ({ hostname, service })),
      assets: [...this.assets].toSorted(),
    };
  }
}

function schemaOf(sqlite: DatabaseSync): string[] {
  return sqlite
    .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    .all()
    .map(({ sql }) => String(sql));
}

/** Values of secrets differ between deployments that are otherwise alike, and the public keys with them. */
function plain(binding: Binding): unknown {
  return binding.type === "secret_text" || binding.name === "TOKEN_KEYS" ? { type: binding.type, name: binding.name } : binding;
}
