/** `npm run rotate -- NAME …`: makes new keys for one machine; docs/deploy.md says what each is for. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DeployProblem } from "../deploy/problem.ts";
import { lockState, StateLockedError } from "../start/lock.ts";
import { loadSecrets, saveSecrets } from "../start/secrets.ts";
import { defaultStateFolder } from "../support/paths.ts";
import { rotateSecret } from "./rotate.ts";

const usage = `npm run rotate -- [--state DIR] NAME …
  TOKEN_SIGNING_KEY, SESSION_KEYS, GRANT_KEYS   the key before it stays good until the next rotation
  OPERATOR_KEY, INGEST_KEY, METRICS_KEY         the one before it is refused at once
  PUSH_KEY                                      browsers that sleep are called again once they were opened
  --state DIR                                   state folder of npm start (default .nearfield/state); it has to be stopped`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { state: { type: "string" } } });
  if (positionals.length === 0) {
    console.error(usage);
    return 1;
  }
  const state = values.state ? resolve(values.state) : defaultStateFolder;
  const lock = lockState(state);
  try {
    let secrets = loadSecrets(state);
    for (const name of positionals) secrets = rotateSecret(secrets, name);
    saveSecrets(state, secrets);
  } finally {
    lock.release();
  }
  console.log(`New: ${positionals.join(", ")}. The next npm start uses ${positionals.length === 1 ? "it" : "them"}.`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof DeployProblem) console.error(`${error.message}\n→ ${error.mend}`);
  else if (error instanceof StateLockedError) console.error(error.message);
  else if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) console.error(usage);
  else throw error;
  process.exitCode = 1;
}
