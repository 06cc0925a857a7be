/** Gives each test file the tables of accounts. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

const migrations: unknown = Reflect.get(env, "MIGRATIONS");
await applyD1Migrations(env.ACCOUNTS_0, migrations as D1Migration[]);
