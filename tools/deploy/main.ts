/** `npm run deploy`: deploys Nearfield to a Cloudflare account. docs/deploy.md explains it. */
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { buildPlayer } from "../start/build.ts";
import { root } from "../support/paths.ts";
import { workers } from "../workers.ts";
import { deploy } from "./deploy.ts";
import { DeployProblem } from "./problem.ts";
import { readSettings } from "./settings.ts";

const usage = `npm run deploy -- [options]

  --dry-run          show what would be done, change nothing
  --yes              do not ask before the first change
  --rotate SECRET    make a new TOKEN_SIGNING_KEY, SESSION_KEYS, GRANT_KEYS, OPERATOR_KEY, INGEST_KEY,
                     METRICS_KEY or PUSH_KEY
                     (may be given again)
  --directory-moved  the rows of a changed DIRECTORY_SLICES were copied (docs/decisions/slices.md)
  --settings FILE    instead of deploy.toml at the root
  --help

CLOUDFLARE_API_TOKEN has to be set. docs/deploy.md lists the token's permissions.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      "dry-run": { type: "boolean", default: false },
      yes: { type: "boolean", default: false },
      rotate: { type: "string", multiple: true, default: [] },
      "directory-moved": { type: "boolean", default: false },
      settings: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const settings = readSettings(values.settings ? resolve(values.settings) : join(root, "deploy.toml"));
  const token = process.env["CLOUDFLARE_API_TOKEN"];
  if (!token) {
    throw new DeployProblem(
      "CLOUDFLARE_API_TOKEN is not set.",
      "Make a token at https://dash.cloudflare.com/profile/api-tokens with the permissions that docs/deploy.md lists.",
    );
  }
  const outcome = await deploy({
    root,
    workers,
    settings,
    stateFolder: join(root, ".nearfield", "deploy"),
    token,
    accountId: process.env["CLOUDFLARE_ACCOUNT_ID"],
    apiBase: process.env["CLOUDFLARE_API_BASE_URL"] ?? "https://api.cloudflare.com/client/v4",
    rotate: values.rotate,
    environment: process.env,
    directoryMoved: values["directory-moved"],
    callService: fetch,
    buildAssets: buildPlayer,
    dryRun: values["dry-run"],
    confirm: () => (values.yes ? Promise.resolve(true) : askToGoOn()),
    print: (line) => console.log(line),
  });
  return outcome === "declined" ? 1 : 0;
}

async function askToGoOn(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new DeployProblem("Nothing was changed: there is no terminal to ask at.", "Run npm run deploy -- --yes.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Go on? [y/N] ").finally(() => terminal.close());
  return /^y(es)?$/i.test(answer.trim());
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof DeployProblem) console.error(`\n${error.message}\n→ ${error.mend}`);
  else if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
    console.error(`${error.message}\n\n${usage}`);
  else console.error(error);
  process.exitCode = 1;
}
