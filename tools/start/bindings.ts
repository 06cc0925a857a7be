/** What one machine gives the Workers in place of the deployed configuration. */
import type { Secrets } from "./secrets.ts";

/** Slices that each database holds from its creation on. */
const slicesPerDatabase = 64;

export function databaseNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `CATALOG_${index}`);
}

/** The local database behind a binding: `npm start` and `npm run dev` find the same file by it. */
export function localDatabaseId(binding: string): string {
  return `local-${binding.toLowerCase()}`;
}

function sliceMapFor(count: number): string {
  return databaseNames(count)
    .map((name, index) => `${name}:${index * slicesPerDatabase}-${(index + 1) * slicesPerDatabase - 1}`)
    .join(",");
}

/** Variables by name; a Worker gets those that its configuration has. */
export function localVariables(input: { origin: string; secrets: Secrets; databases: number }): Record<string, string> {
  return {
    ORIGIN: input.origin,
    TOKEN_KEYS: input.secrets.token_keys,
    MARKET_SOURCE: "visitor",
    METRICS_ACCESS: "open",
    CATALOG_SLICES: sliceMapFor(input.databases),
  };
}

/** Secrets by name; a Worker gets those that its configuration requires. */
export function localSecrets(secrets: Secrets): Record<string, string> {
  return {
    TOKEN_SIGNING_KEY: secrets.token_signing_key,
    GRANT_KEYS: secrets.grant_keys,
    INGEST_KEY: secrets.ingest_key,
    METRICS_KEY: secrets.metrics_key,
  };
}

/** Only what a Worker's configuration names: no secret lands where it is not asked for. */
export function pick(values: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
