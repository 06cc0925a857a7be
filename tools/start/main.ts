/** `npm start`: from a clone to music. Builds what changed, serves everything on loopback, brings in the demo catalogue. */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { DeployProblem } from "../deploy/problem.ts";
import { readArguments, usage, UsageError, type StartArguments } from "./arguments.ts";
import { buildPlayer, buildWorkers, copyPlayer } from "./build.ts";
import { demoPassword, seedDemoAccounts } from "./demo-accounts.ts";
import { lockState, StateLockedError } from "./lock.ts";
import { isPortFree } from "./port.ts";
import { showProgress } from "./progress.ts";
import { startRuntime, type Runtime } from "./runtime.ts";

class StartError extends Error {}

async function main(): Promise<void> {
  const chosen = readArguments(process.argv.slice(2), process.env);
  const stopping = new AbortController();
  const lock = lockState(chosen.state);
  if (chosen.port !== 0 && !(await isPortFree(chosen.port))) {
    throw new StartError(`Port ${chosen.port} is taken. Stop what listens there, or choose another: npm start -- --port N`);
  }
  const runtime = await serve(chosen);
  let demo: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
    console.log("\nStopping …");
    await Promise.race([demo?.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 1500).unref())]);
    await runtime.stop();
    lock.release();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
  if (chosen.demo) await seedDemoAccounts(runtime);
  greet(runtime, chosen);
  if (!chosen.demo) return;
  // Loaded late: a start serves before the encoders are in memory.
  const { bringInDemo } = await import("./demo.ts");
  demo = bringInDemo(runtime, chosen.state, stopping.signal);
  await demo;
}

async function serve(chosen: StartArguments): Promise<Runtime> {
  const progress = showProgress();
  progress.update("Building the Workers and the player …");
  const [workersBuilt, playerBuilt] = await Promise.all([buildWorkers(), buildPlayer()]);
  if (workersBuilt || playerBuilt) progress.done("Built the Workers and the player.");
  progress.update("Starting the runtime …");
  const log = createWriteStream(join(chosen.state, "requests.log"), { flags: "a" });
  return startRuntime({
    state: chosen.state,
    port: chosen.port,
    player: copyPlayer(join(chosen.state, "player")),
    databases: chosen.databases,
    demo: chosen.demo,
    onLine(line) {
      log.write(`${line}\n`);
      if (chosen.verbose) console.log(line);
    },
  });
}

function greet(runtime: Runtime, chosen: StartArguments): void {
  const signIn = `
  Sign in     as premium@demo.test, or free@, artist@, label@, moderator@, admin@demo.test; password ${demoPassword}`;
  // By its name: browsers know no passkeys at an IP address.
  const address = runtime.url.replace("127.0.0.1", "localhost");
  showProgress().done(`
  Nearfield plays at ${address}

  Listen      open it and press play: everybody is a guest, no account is needed${chosen.demo ? signIn : ""}
  Mail        what a deployment would mail is at ${address}/dev/mail
  Bring in    npm run ingest -- FOLDER…   (WAV, AIFF, FLAC, MP3, Ogg, Opus, M4A)
  State       ${chosen.state}
  Stop        Ctrl-C
`);
  if (chosen.printReady) console.log(`ready ${runtime.url}`);
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof StateLockedError || error instanceof StartError) console.error(error.message);
  else if (error instanceof DeployProblem) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
