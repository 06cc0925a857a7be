/** Puts together what is wanted and what is there. Reads the account and builds the Workers; changes nothing. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findAddress, readRoutes, refuseTakenDomain } from "./address.ts";
import { readAccount, readMigrations, type Account } from "./account.ts";
import type { Cloudflare } from "./cloudflare.ts";
import { deriveConfig, type Address, type DerivedConfig } from "./derive.ts";
import { tagOf } from "./digest.ts";
import { publicKeySchema, type PublicKey } from "./make-secret.ts";
import { renamer, wantedResources, type Wanted } from "./names.ts";
import { adminToInvite } from "./admin.ts";
import { refuseLostDirectory } from "./directory.ts";
import { makePlan, refuseFewerDatabases, type PlannedWorker, type Step } from "./plan.ts";
import type { Project } from "./project.ts";
import { decideSecrets, makeSecrets, takeGiven, tokenKeySet, withOptional, type Keyring, type SecretDecision } from "./secrets.ts";
import type { Settings } from "./settings.ts";

export type SurveyInput = {
  api: Cloudflare;
  accountId: string;
  project: Project;
  settings: Settings;
  keyring: Keyring;
  rotate: readonly string[];
  /** Secrets that others gave the operator, by name. */
  given: ReadonlyMap<string, string>;
  /** The directory's rows were copied: its map may change. */
  directoryMoved: boolean;
  /** Builds the Workers, and what they serve; called when the account was found to be fit. @returns the folder, one folder in it a Worker */
  build: () => Promise<string>;
};

export type Survey = {
  steps: Step[];
  workers: PlannedWorker[];
  wanted: Wanted;
  account: Account;
  address: Address;
  secrets: SecretDecision[];
  /** With the secrets that the plan makes: to be saved before any is sent. */
  keyring: Keyring;
};

/** The Worker whose configuration is the root's: it answers whatever no path names. */
function frontDoorOf(project: Project, address: Address): string {
  const generated = project.workers.find(({ name }) => name === "nearfield");
  if (address.kind === "workers.dev" && generated) return generated.name;
  const root = project.workers.find(({ folder }) => folder === project.root);
  if (!root) throw new Error("tools/workers.ts names no Worker with the root's wrangler.toml");
  return root.name;
}

export async function survey(input: SurveyInput): Promise<Survey> {
  const { api, accountId, project, settings } = input;
  const rename = renamer(settings);
  const wanted = wantedResources(project, settings);
  const address = await findAddress(api, accountId, settings);
  const account = await readAccount(
    api,
    accountId,
    wanted,
    project.workers.map(({ name }) => rename(name)),
    settings.name,
  );
  refuseFewerDatabases(wanted, account, settings);

  const takers = project.workers.map(({ name, base, optionalSecrets }) => ({
    worker: rename(name),
    required: base.secrets?.required ?? [],
    optional: optionalSecrets ?? [],
    held: account.workers.get(rename(name))?.secrets,
  }));
  const held = takeGiven(input.keyring, input.given, takers);
  const holders = withOptional(takers, held);
  const deployedKeys = findTokenKeys(account);
  const secrets = decideSecrets(held, holders, input.rotate);
  const keyring = makeSecrets(held, secrets, deployedKeys ?? []);
  const tokenKeys = { keys: tokenKeySet(keyring, deployedKeys, decideSecrets(keyring, holders, [])) };

  const frontDoor = frontDoorOf(project, address);
  const derived = project.workers.map((worker) => ({
    name: worker.name,
    config: deriveConfig(worker, { settings, address, databaseIds: account.databases, tokenKeys, frontDoor }),
  }));
  const configs: DerivedConfig[] = derived.map(({ config }) => config);
  refuseLostDirectory(configs, account, input.directoryMoved);
  const invites = adminToInvite(settings, configs, keyring);
  const found = await readRoutes(api, accountId, address);
  await refuseTakenDomain(api, address, found, configs, settings);

  const pending = await readPending(api, accountId, wanted, account);
  const bundles = await input.build();
  const workers = derived.map(({ name, config }) => ({ config, tag: tagOf(config, join(bundles, name), project.root) }));
  const steps = makePlan({ wanted, account, found, pending, secrets, workers, invites });
  return { steps, workers, wanted, account, address, secrets, keyring };
}

async function readPending(api: Cloudflare, accountId: string, wanted: Wanted, account: Account): Promise<Map<string, string[]>> {
  const pending = new Map<string, string[]>();
  for (const { name, migrationsFolder } of wanted.databases) {
    if (!migrationsFolder || !existsSync(migrationsFolder)) continue;
    const files = readdirSync(migrationsFolder).filter((file) => file.endsWith(".sql"));
    const id = account.databases.get(name);
    const applied = new Set(id ? await readMigrations(api, accountId, id) : []);
    pending.set(name, files.filter((file) => !applied.has(file)).toSorted());
  }
  return pending;
}

/** The key set that the account's Workers hold as the variable TOKEN_KEYS. */
function findTokenKeys(account: Account): PublicKey[] | undefined {
  for (const { vars } of account.workers.values()) {
    const value = vars.get("TOKEN_KEYS");
    const document: unknown = typeof value === "string" ? parseJson(value) : value;
    const keys = publicKeySchema
      .array()
      .min(1)
      .safeParse((document as { keys?: unknown } | null | undefined)?.keys);
    if (keys.success) return keys.data;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
