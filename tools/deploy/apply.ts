/** Carries steps out, one after the other, each by a wrangler command that can be given again. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inviteAdmin, type CallService } from "./admin.ts";
import type { Permission } from "./cloudflare.ts";
import type { PlannedWorker, Step } from "./plan.ts";
import { describeStep } from "./plan.ts";
import { markSent, writeKeyring, type Keyring } from "./secrets.ts";
import type { Settings } from "./settings.ts";
import { explainFailure, runWrangler } from "./wrangler.ts";

export type ApplyContext = {
  settings: Settings;
  workers: readonly PlannedWorker[];
  /** Folder of this deployment: derived configurations and the keyring. */
  folder: string;
  keyringFile: string;
  keyring: Keyring;
  /** Environment of wrangler: token, account, address of the API. */
  env: Record<string, string>;
  print: (line: string) => void;
  /** Where the service is reached: `https://…`. */
  origin: string;
  callService: CallService;
};

/** @returns the keyring as it is saved afterwards @throws DeployProblem with the reason of the first step that fails */
export async function applySteps(steps: readonly Step[], context: ApplyContext): Promise<Keyring> {
  let { keyring } = context;
  if (steps.some(({ kind }) => kind === "make-secret")) {
    writeKeyring(context.keyringFile, keyring);
    context.print(`  secrets are kept in ${context.keyringFile}: back it up, nothing can read them back from Cloudflare`);
  }
  for (const step of steps) {
    if (step.kind === "make-secret") continue;
    context.print(`  ${describeStep(step)} …`);
    if (step.kind === "invite-admin") {
      keyring = await inviteAdmin(step.email, keyring, context);
      writeKeyring(context.keyringFile, keyring);
      continue;
    }
    await applyStep(step, { ...context, keyring });
    if (step.kind === "deploy" && step.secrets.length > 0) {
      keyring = markSent(keyring, step.worker, step.secrets);
      writeKeyring(context.keyringFile, keyring);
    }
  }
  return keyring;
}

async function applyStep(step: Exclude<Step, { kind: "make-secret" | "invite-admin" }>, context: ApplyContext): Promise<void> {
  const place = context.settings.location ? ["--location", context.settings.location] : [];
  switch (step.kind) {
    case "create-database":
      return wrangler(step, ["d1", "create", step.name, "--update-config=false", ...place], "Account → D1 → Edit", context);
    case "create-bucket":
      return wrangler(
        step,
        ["r2", "bucket", "create", step.name, "--update-config=false", ...place],
        "Account → Workers R2 Storage → Edit",
        context,
      );
    case "create-queue":
      return wrangler(step, ["queues", "create", step.name], "Account → Queues → Edit", context);
    case "migrate":
      return migrate(step, context);
    case "deploy":
      return deploy(step, context);
  }
}

function migrate(step: Extract<Step, { kind: "migrate" }>, context: ApplyContext): Promise<void> {
  const worker = context.workers.find(({ config }) =>
    config.d1_databases?.some(({ database_name }) => database_name === step.database.name),
  );
  if (!worker) throw new Error(`no Worker binds to ${step.database.name}`);
  const args = ["d1", "migrations", "apply", step.database.name, "--remote", "-c", writeConfig(worker, context)];
  return wrangler(step, args, "Account → D1 → Edit", context);
}

async function deploy(step: Extract<Step, { kind: "deploy" }>, context: ApplyContext): Promise<void> {
  const worker = context.workers.find(({ config }) => config.name === step.worker);
  if (!worker) throw new Error(`no Worker is called ${step.worker}`);
  const args = ["deploy", "-c", writeConfig(worker, context), "--tag", worker.tag, "--message", "npm run deploy"];
  // With the code, not after it: a Worker never answers without its secrets, and a version bears the tag of what it holds.
  const file = step.secrets.length > 0 ? writeSecrets(step.secrets, context) : undefined;
  try {
    await wrangler(step, file ? [...args, "--secrets-file", file.path] : args, "Account → Workers Scripts → Edit", context);
  } finally {
    file?.remove();
  }
}

function writeConfig({ config }: PlannedWorker, { folder }: ApplyContext): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${config.name}.json`);
  writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`);
  return file;
}

function writeSecrets(names: readonly string[], { folder, keyring }: ApplyContext): { path: string; remove: () => void } {
  const own = join(folder, "sending");
  const path = join(own, "secrets.json");
  // One that a killed run left would keep its own permissions.
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(Object.fromEntries(names.map((name) => [name, keyring.values[name] ?? ""]))), { mode: 0o600 });
  return { path, remove: () => rmSync(own, { recursive: true, force: true }) };
}

async function wrangler(step: Step, args: string[], permission: Permission, context: ApplyContext): Promise<void> {
  mkdirSync(context.folder, { recursive: true, mode: 0o700 });
  const outcome = await runWrangler({ args, cwd: context.folder, env: context.env });
  if (outcome.code !== 0) throw explainFailure(`To ${describeStep(step)}`, outcome, permission, Object.values(context.keyring.values));
}
