/** Which server, with which key; a local runtime is started where none listens. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export type Connection = {
  server: string;
  key: string;
  cacheDir: string;
  isLocal: boolean;
  /** Ends a runtime that was started for this run alone. */
  close: () => Promise<void>;
};

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const usualServer = "http://127.0.0.1:8787";
/** Milliseconds that a runtime may take to serve, its first migrations included. */
const startTimeout = 120_000;

const secretsSchema = z.object({ ingest_key: z.string().min(1) });

async function keyOfState(state: string): Promise<string | undefined> {
  try {
    return secretsSchema.parse(JSON.parse(await readFile(join(state, "secrets.json"), "utf8"))).ingest_key;
  } catch {
    return undefined;
  }
}

async function isServing(server: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/healthz", server), { signal: AbortSignal.timeout(3000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

function isLoopback(server: string): boolean {
  return /^(127\.|localhost$|\[::1\])/.test(new URL(server).hostname);
}

/** @throws Error with a sentence for the person at the terminal when there is no server or no key */
export async function connect(options: {
  server: string | undefined;
  state: string | undefined;
  signal: AbortSignal;
  environment?: Record<string, string | undefined>;
}): Promise<Connection> {
  const environment = options.environment ?? process.env;
  const named = options.server ?? environment.NEARFIELD_INGEST_URL;
  const server = named ?? usualServer;
  if (!URL.canParse(server)) throw new Error(`${server} is not an address.`);
  const state = resolve(options.state ?? join(root, ".nearfield", "state"));
  const isLocal = isLoopback(server);
  // Beside the state where it is local: whoever removes the state removes what is remembered of it.
  const cacheDir = isLocal ? join(state, "ingest-cache") : join(root, ".nearfield", "ingest", new URL(server).host.replaceAll(":", "_"));
  if (await isServing(server)) {
    const key = environment.NEARFIELD_INGEST_KEY ?? (isLocal ? await keyOfState(state) : undefined);
    if (!key) throw new Error(`The ingest key of ${server} is not known: set NEARFIELD_INGEST_KEY${isLocal ? ", or --state" : ""}.`);
    return { server, key, cacheDir, isLocal, close: async () => undefined };
  }
  if (named !== undefined) throw new Error(`Nothing answers at ${server}.`);
  const runtime = await startRuntime(state, options.signal);
  const key = environment.NEARFIELD_INGEST_KEY ?? (await keyOfState(state));
  if (key) return { server: runtime.url, key, cacheDir, isLocal, close: runtime.stop };
  await runtime.stop();
  throw new Error(`The local runtime left no ingest key in ${state}.`);
}

type Runtime = { url: string; stop: () => Promise<void> };

async function startRuntime(state: string, signal: AbortSignal): Promise<Runtime> {
  const entry = ["tools/start/main.ts", "--no-demo", "--state", state, "--port", "0", "--print-ready"];
  const child = spawn(process.execPath, [join(root, "tools", "launch.mjs"), ...entry], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C ends this process first, which then ends the runtime in order.
    detached: true,
  });
  const stop = (): Promise<void> => stopRuntime(child);
  const heard: string[] = [];
  try {
    return { url: await readyLine(child, heard, signal), stop };
  } catch (error) {
    await stop();
    const told = heard.find((line) => line.includes("Error")) ?? heard.at(-1);
    throw new Error(`No local runtime could be started${told ? `: ${told}` : "."}`, { cause: error });
  }
}

async function readyLine(child: ChildProcess, heard: string[], signal: AbortSignal): Promise<string> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("the runtime has no output");
  return new Promise<string>((resolveLine, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(startTimeout)]);
    const listen = (line: string): void => {
      const [, url] = /^ready (http:\/\/\S+)/.exec(line) ?? [];
      if (url) resolveLine(url);
      else if (line.trim() !== "") heard.push(line.trim());
    };
    // Both are read to their end: a full pipe would stop the runtime.
    createInterface({ input: stdout }).on("line", listen);
    createInterface({ input: stderr }).on("line", listen);
    child.once("exit", () => reject(new Error("the runtime ended")));
    child.once("error", reject);
    limit.addEventListener("abort", () => reject(new Error("the runtime did not get ready")), { once: true });
  });
}

async function stopRuntime(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(killer);
}
