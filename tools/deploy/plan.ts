/** What has to be done so that the account holds what the checkout and the settings say. Pure. */
import type { Account } from "./account.ts";
import type { FoundRoutes } from "./address.ts";
import type { DerivedConfig } from "./derive.ts";
import { settingOf, slicesOf, type Wanted, type WantedDatabase } from "./names.ts";
import { DeployProblem } from "./problem.ts";
import type { SecretDecision } from "./secrets.ts";
import type { Settings } from "./settings.ts";

export type Step =
  | { kind: "create-database"; name: string }
  | { kind: "create-bucket"; name: string }
  | { kind: "create-queue"; name: string }
  | { kind: "make-secret"; name: string; rotates: boolean }
  | { kind: "migrate"; database: WantedDatabase; migrations: string[] }
  | { kind: "deploy"; worker: string; reasons: string[]; secrets: string[] }
  | { kind: "invite-admin"; email: string };

export type PlannedWorker = { config: DerivedConfig; tag: string };

export type PlanInput = {
  wanted: Wanted;
  account: Account;
  found: FoundRoutes;
  /** Pending migrations by database. */
  pending: ReadonlyMap<string, string[]>;
  secrets: readonly SecretDecision[];
  /** In deploy order. */
  workers: readonly PlannedWorker[];
  /** Who is to be the first admin and was not invited yet. */
  invites: string | undefined;
};

export function makePlan({ wanted, account, found, pending, secrets, workers, invites }: PlanInput): Step[] {
  const steps: Step[] = [];
  for (const { name } of wanted.databases) if (!account.databases.has(name)) steps.push({ kind: "create-database", name });
  for (const name of wanted.buckets) if (!account.buckets.has(name)) steps.push({ kind: "create-bucket", name });
  for (const name of wanted.queues) if (!account.queues.has(name)) steps.push({ kind: "create-queue", name });
  for (const decision of secrets) {
    if (decision.kind === "make") steps.push({ kind: "make-secret", name: decision.name, rotates: decision.rotates });
  }
  for (const database of wanted.databases) {
    const migrations = pending.get(database.name) ?? [];
    if (migrations.length > 0) steps.push({ kind: "migrate", database, migrations });
  }
  for (const worker of signerLast(workers, secrets, account)) {
    const sends = secrets.flatMap((decision) =>
      decision.kind !== "keep" && decision.workers.includes(worker.config.name) ? decision.name : [],
    );
    const reasons = reasonsToDeploy(worker, account, found, sends);
    if (reasons.length > 0) steps.push({ kind: "deploy", worker: worker.config.name, reasons, secrets: sends });
  }
  if (invites !== undefined) steps.push({ kind: "invite-admin", email: invites });
  return steps;
}

/** When the token-signing key is replaced, everyone has to know the new public key before the first token is signed with it. */
function signerLast(workers: readonly PlannedWorker[], secrets: readonly SecretDecision[], account: Account): PlannedWorker[] {
  const replaces = secrets.filter((decision) => decision.kind !== "keep" && decision.name === "TOKEN_SIGNING_KEY");
  const signers = new Set(
    replaces.flatMap((decision) => (decision.kind === "keep" ? [] : decision.workers)).filter((name) => account.workers.has(name)),
  );
  return [...workers.filter(({ config }) => !signers.has(config.name)), ...workers.filter(({ config }) => signers.has(config.name))];
}

/** Tags tell of the uploaded version; triggers are set after the upload, and so are looked at one by one. */
function reasonsToDeploy({ config, tag }: PlannedWorker, account: Account, found: FoundRoutes, sends: readonly string[]): string[] {
  const worker = account.workers.get(config.name);
  if (!worker) return ["new"];
  const crons = config.triggers?.crons ?? [];
  const consumes = (config.queues?.consumers ?? []).every(({ queue }) => account.queues.get(queue)?.consumers.includes(config.name));
  const routed = config.routes.every(
    (route) => ("custom_domain" in route ? found.domain : found.routes.get(route.pattern)) === config.name,
  );
  return [
    ...(worker.tag === tag ? [] : ["changed"]),
    ...sends.map((name) => `secret ${name}`),
    ...(routed ? [] : ["routes missing"]),
    ...(consumes ? [] : ["queue consumer missing"]),
    ...(worker.onWorkersDev === config.workers_dev ? [] : [config.workers_dev ? "not on workers.dev" : "on workers.dev"]),
    ...(crons.toSorted().join() === worker.crons.toSorted().join() ? [] : ["schedule differs"]),
  ];
}

/**
 * Slices that were given to a database stay with it: taking it out of the configuration would hide what it holds.
 * @throws DeployProblem when the account has more databases of a kind than the settings name
 */
export function refuseFewerDatabases(wanted: Wanted, account: Account, settings: Settings): void {
  const known = new Set(wanted.databases.map(({ name }) => name));
  for (const family of new Set(wanted.databases.map((database) => database.family))) {
    const kind = family.toLowerCase();
    const form = new RegExp(`^${settings.name}-${kind}-(\\d+)$`);
    const surplus = [...account.databases.keys()].filter((name) => form.test(name) && !known.has(name));
    if (surplus.length === 0) continue;
    const numbers = surplus.map((name) => Number(form.exec(name)?.[1]));
    throw new DeployProblem(
      `The account has ${surplus.join(", ")}, but the settings name only ${slicesOf(settings, family)}.`,
      `Set ${settingOf(family)} = ${Math.max(...numbers) + 1} under [databases] in deploy.toml: slices that a database was given stay with it.`,
    );
  }
}

export function describeStep(step: Step): string {
  switch (step.kind) {
    case "create-database":
      return `create the D1 database ${step.name}`;
    case "create-bucket":
      return `create the R2 bucket ${step.name}`;
    case "create-queue":
      return `create the queue ${step.name}`;
    case "make-secret":
      return step.rotates ? `make a new ${step.name}` : `make the secret ${step.name}`;
    case "migrate":
      return `apply ${step.migrations.join(", ")} to ${step.database.name}`;
    case "deploy":
      return `deploy ${step.worker} (${step.reasons.join(", ")})`;
    case "invite-admin":
      return `invite ${step.email} to be the first admin`;
    default:
      return step satisfies never;
  }
}
