/** What one machine gives the Workers in place of the deployed configuration. */
import type { Secrets } from "./secrets.ts";

/** Slices that each database holds from its creation on. */
const slicesPerDatabase = 64;

/** Kinds of databases; the folder of their migrations is d1/migrations/<kind in small letters>. */
export const databaseKinds = [
  { kind: "CATALOG", worker: "nearfield-api" },
  { kind: "ACCOUNTS", worker: "nearfield-accounts" },
  { kind: "LIBRARY", worker: "nearfield-api" },
] as const;
export type DatabaseKind = (typeof databaseKinds)[number]["kind"];

export function databaseNames(kind: DatabaseKind, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}_${index}`);
}

/** The local database behind a binding: `npm start` and `npm run dev` find the same file by it. */
export function localDatabaseId(binding: string): string {
  return `local-${binding.toLowerCase()}`;
}

function sliceMapFor(kind: DatabaseKind, count: number): string {
  return databaseNames(kind, count)
    .map((name, index) => `${name}:${index * slicesPerDatabase}-${(index + 1) * slicesPerDatabase - 1}`)
    .join(",");
}

/** Variables by name; a Worker gets those that its configuration has. */
export function localVariables(input: { origin: string; secrets: Secrets; databases: number; demo: boolean }): Record<string, string> {
  return {
    ORIGIN: input.origin,
    ORIGIN_ALIASES: input.origin.replace("127.0.0.1", "localhost"),
    TOKEN_KEYS: input.secrets.token_keys,
    MARKET_SOURCE: "visitor",
    METRICS_ACCESS: "open",
    // Everybody on one machine shares an address; the platform's counts in their local form would cost more than most answers.
    REQUEST_LIMITS: "100",
    CATALOG_SLICES: sliceMapFor("CATALOG", input.databases),
    ACCOUNTS_SLICES: sliceMapFor("ACCOUNTS", input.databases),
    LIBRARY_SLICES: sliceMapFor("LIBRARY", input.databases),
    BILLING: "local",
    MAIL: "outbox",
    DEMO: input.demo ? "on" : "off",
  };
}

/** Secrets by name; a Worker gets those that its configuration requires. */
export function localSecrets(secrets: Secrets): Record<string, string> {
  return {
    TOKEN_SIGNING_KEY: secrets.token_signing_key,
    GRANT_KEYS: secrets.grant_keys,
    SESSION_KEYS: secrets.session_keys,
    DIRECTORY_KEY: secrets.directory_key,
    IDENTITY_PROVIDER_SECRETS: secrets.identity_provider_secrets,
    STRIPE_SECRETS: secrets.stripe_secrets,
    OPERATOR_KEY: secrets.operator_key,
    INGEST_KEY: secrets.ingest_key,
    METRICS_KEY: secrets.metrics_key,
    PUSH_KEY: secrets.push_key,
  };
}

/** Only what a Worker's configuration names: no secret lands where it is not asked for. */
export function pick(values: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
