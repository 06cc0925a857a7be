/** Brings a Cloudflare account to what the checkout and the settings say. Run again, it changes nothing; broken off, it goes on. */
import { join } from "node:path";
import type { WorkerPlace } from "../workers.ts";
import { applySteps } from "./apply.ts";
import type { CallService } from "./admin.ts";
import { findAccount } from "./account.ts";
import { connect } from "./cloudflare.ts";
import { dryRunAll } from "./dry-run.ts";
import { describeStep, type Step } from "./plan.ts";
import { DeployProblem } from "./problem.ts";
import { readProject } from "./project.ts";
import { readKeyring } from "./secrets.ts";
import type { Settings } from "./settings.ts";
import { survey, type Survey, type SurveyInput } from "./survey.ts";

export type DeployOptions = {
  /** The checkout. */
  root: string;
  workers: readonly WorkerPlace[];
  settings: Settings;
  /** Folder for derived configurations, bundles and the keyring; one below it for each deployment's name. */
  stateFolder: string;
  token: string;
  accountId: string | undefined;
  apiBase: string;
  rotate: readonly string[];
  /** The operator's environment: secrets that the settings name are read from it. */
  environment: Readonly<Record<string, string | undefined>>;
  directoryMoved: boolean;
  /** Asks the deployed service itself. */
  callService: CallService;
  /** Builds what the Workers serve as assets. */
  buildAssets: () => Promise<unknown>;
  dryRun: boolean;
  /** Asked once, before the first change. */
  confirm: () => Promise<boolean>;
  print: (line: string) => void;
};

export type DeployOutcome = "unchanged" | "changed" | "planned" | "declined";

/** Deploying without a domain takes one Worker more (see its wrangler.toml). */
export const frontPlace: WorkerPlace = { name: "nearfield", config: "tools/deploy/front/wrangler.toml", paths: [] };

/** @throws DeployProblem with what to mend; whatever was done until then stays, and the next run goes on from it */
export async function deploy(options: DeployOptions): Promise<DeployOutcome> {
  const { root, settings, print } = options;
  const folder = join(options.stateFolder, settings.name);
  const keyringFile = join(folder, "secrets.json");
  const bundles = join(folder, "bundles");
  const project = readProject(root, settings.domain ? options.workers : [...options.workers, frontPlace]);
  refuseUnknownVars(
    project.workers.map(({ base }) => base.vars ?? {}),
    settings,
  );
  const api = connect({ token: options.token, base: options.apiBase });
  const accountId = options.accountId ?? settings.account_id ?? (await findAccount(api));
  const build = async (): Promise<string> => {
    print("Building the player and the Workers …");
    await options.buildAssets();
    await dryRunAll(root, project.workers, bundles);
    return bundles;
  };
  print("Reading the account …");
  const input: SurveyInput = {
    api,
    accountId,
    project,
    settings,
    keyring: readKeyring(keyringFile),
    rotate: options.rotate,
    given: givenSecrets(options),
    directoryMoved: options.directoryMoved,
    build,
  };
  const first = await survey(input);
  report(first, print);
  if (first.steps.length === 0) return "unchanged";
  if (options.dryRun) return "planned";
  if (!(await options.confirm())) return "declined";

  const env = { CLOUDFLARE_API_TOKEN: options.token, CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_BASE_URL: options.apiBase };
  const origin = `https://${first.address.host}`;
  const context = { settings, folder, keyringFile, env, print, origin, callService: options.callService };
  const keyring = await applySteps(first.steps.filter(isCreation), { ...context, workers: first.workers, keyring: first.keyring });
  // What was created has ids now, which the Workers' configurations name.
  const second = first.steps.some(isCreation)
    ? await survey({ ...input, keyring, rotate: [], build: () => Promise.resolve(bundles) })
    : first;
  await applySteps(
    second.steps.filter((step) => !isCreation(step)),
    { ...context, workers: second.workers, keyring },
  );
  print(`Deployed: https://${second.address.host}`);
  return "changed";
}

function isCreation({ kind }: Step): boolean {
  return kind !== "migrate" && kind !== "deploy" && kind !== "invite-admin";
}

/** What others gave the operator, as far as it is set. */
function givenSecrets({ settings, environment }: DeployOptions): Map<string, string> {
  return new Map(settings.secrets.from_environment.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

function report({ steps, secrets, address }: Survey, print: (line: string) => void): void {
  const uncopied = secrets.filter((decision) => decision.kind === "keep" && !decision.copied).map(({ name }) => name);
  if (uncopied.length > 0) {
    print(
      `Set in Cloudflare, with no copy here: ${uncopied.join(", ")}. They stay as they are; docs/deploy.md says what to do without a copy.`,
    );
  }
  if (steps.length === 0) return print(`Nothing to change: https://${address.host} is deployed as it should be.`);
  print(`${steps.length} steps:`);
  for (const step of steps) print(`  ${describeStep(step)}`);
}

function refuseUnknownVars(declared: Record<string, unknown>[], settings: Settings): void {
  const known = new Set(declared.flatMap((vars) => Object.keys(vars)));
  const unknown = Object.keys(settings.vars).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new DeployProblem(
    `[vars] in the settings names ${unknown.join(", ")}, which no Worker reads.`,
    `Known are ${[...known].toSorted().join(", ")}.`,
  );
}
