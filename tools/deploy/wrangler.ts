/** Runs wrangler without a terminal. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isAboutToken, missingPermission, type Permission } from "./cloudflare.ts";
import { DeployProblem } from "./problem.ts";

const require = createRequire(import.meta.url);
const home = dirname(require.resolve("wrangler/package.json"));
const program = join(home, "bin", "wrangler.js");

export type WranglerRun = { args: string[]; cwd: string; env?: Record<string, string>; signal?: AbortSignal };
export type WranglerOutcome = { code: number; output: string };

/** @returns what wrangler printed, standard output and error in the order of arrival, and its exit code */
export async function runWrangler({ args, cwd, env = {}, signal }: WranglerRun): Promise<WranglerOutcome> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    // Without a terminal on its input wrangler asks nothing. Its log files would hold requests, and so are not written.
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      // Lets the build guard pass (`guard.mjs`).
      NEARFIELD_TOOL: "1",
      // wrangler is one file of 15 MB: its compiled form saves a third of each start.
      NODE_COMPILE_CACHE: join(home, "..", ".cache", "node-compile"),
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_WRITE_LOGS: "false",
      // Whatever the caller has set: less would hide what is read here, and debug output quotes requests.
      WRANGLER_LOG: "log",
      WRANGLER_HIDE_BANNER: "true",
      FORCE_COLOR: "0",
      NO_COLOR: "1",
      ...env,
    },
    ...(signal ? { signal } : {}),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number>((settle, reject) => {
    child.once("error", reject);
    child.once("close", (status) => settle(status ?? 1));
  });
  return { code, output };
}

/**
 * Says why wrangler failed, in its own words without the advice that fits only an interactive run.
 * @param secrets values that must not be shown, wherever they came from
 */
export function explainFailure(what: string, outcome: WranglerOutcome, permission: Permission, secrets: readonly string[]): DeployProblem {
  const shown = redact(outcome.output, secrets);
  const [, code] = /\[code: (\d+)\]/.exec(shown) ?? [];
  if (code && isAboutToken(0, Number(code))) {
    const problem = missingPermission(permission);
    return new DeployProblem(`${what} was refused. ${problem.message}`, problem.mend);
  }
  const from = shown.indexOf("✘");
  const reason = (from < 0 ? shown : shown.slice(from)).trim().split("\n").slice(0, 20).join("\n");
  return new DeployProblem(`${what} failed:\n${reason}`, "Run npm run deploy again: it goes on where it stopped.");
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "…")), text);
}
