/** `npm run dev`: `wrangler dev` over all Workers, reloading as their sources change, on the state that `npm start` uses. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { watch as watchPlayer } from "./player.ts";
import { databaseKinds } from "../start/bindings.ts";
import { readArguments, UsageError } from "../start/arguments.ts";
import { lockState, StateLockedError } from "../start/lock.ts";
import { loadSecrets } from "../start/secrets.ts";
import { buildFolder, root, wranglerScript } from "../support/paths.ts";
import { run } from "../support/run.ts";
import { writeConfigurations } from "./configurations.ts";

async function main(): Promise<void> {
  const chosen = readArguments(process.argv.slice(2), process.env);
  if (!chosen.demo || chosen.databases !== 1 || chosen.verbose || chosen.printReady)
    throw new UsageError("npm run dev takes --port N and --state DIR only");
  const lock = lockState(chosen.state);
  const secrets = loadSecrets(chosen.state);
  const configurations = writeConfigurations(join(buildFolder, "dev"), secrets, `http://127.0.0.1:${chosen.port}`);
  const place = ["--persist-to", chosen.state];
  for (const { kind, worker } of databaseKinds) {
    const config = configurations.find((path) => path.includes(worker)) ?? "";
    await run(process.execPath, [wranglerScript, "d1", "migrations", "apply", `${kind}_0`, "--local", "-c", config, ...place], {
      env: { CI: "1" },
    });
  }
  const player = await watchPlayer();
  const args = [
    "dev",
    ...configurations.flatMap((path) => ["-c", path]),
    ...place,
    "--ip",
    "127.0.0.1",
    "--port",
    String(chosen.port),
    "--test-scheduled",
  ];
  const wrangler = spawn(process.execPath, [wranglerScript, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, WRANGLER_LOG: "log", NEARFIELD_TOOL: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => wrangler.kill("SIGTERM"));
  wrangler.on("exit", (code) => {
    lock.release();
    void player.close().then(() => process.exit(code ?? 0));
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError || error instanceof StateLockedError ? error.message : error);
  process.exit(1);
});
