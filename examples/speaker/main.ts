/** A loudspeaker without a keyboard: a device that listeners see beside their others, and play on. README.md tells how to run it. */
import { Login, Stop } from "./login.ts";
import { Memory } from "./memory.ts";
import { playOnce } from "./once.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { Pipe, WavFile, type Output } from "./outputs.ts";
import { Refused, Service } from "./service.ts";
import { Speaker } from "./speaker.ts";

function fail(reason: string): never {
  if (reason) console.error(reason);
  process.exit(reason ? 1 : 0);
}

function parseOptions(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function openOutput({ out, pipe, rate }: Options): Output {
  if (pipe !== undefined) return Pipe.to(pipe, rate, fail);
  return out === "-" ? new Pipe(process.stdout, rate) : new WavFile(out, rate);
}

const options = parseOptions();
const memory = new Memory(options.memory);
const login = new Login(options, memory);
const service = new Service(options.server, login);

try {
  if (options.once) {
    await login.token();
    await playOnce(options, service, openOutput(options));
    process.exit();
  }
  const speaker = new Speaker(options, memory, service, openOutput(options));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void speaker.close().then(() => fail("")));
  await speaker.run();
} catch (error) {
  if (error instanceof Stop || error instanceof Refused) fail(error.message);
  // What `fetch` throws where nothing answers.
  if (error instanceof TypeError) fail(`Nothing answers at ${options.server}.`);
  throw error;
}
