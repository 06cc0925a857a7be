/** The whole service on a state folder of its own, for tests that cross rooms. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWorkers } from "../../tools/start/build.ts";
import { startRuntime, type Runtime } from "../../tools/start/runtime.ts";

export type TestService = Runtime & {
  /** Lines that the Workers logged so far. */
  lines: string[];
  /** A guest's access token. */
  token(market?: string): Promise<string>;
  /** A request to the Web API with a guest's token. */
  api(path: string, options?: { token?: string; method?: string; body?: unknown }): Promise<Response>;
  /** A call of the ingest contract. */
  ingest(method: "POST" | "PUT", path: string, body: unknown): Promise<Response>;
};

/** @param options.databases default: what the test project names in DATABASES */
export async function startService(
  options: { databases?: number; vars?: Record<string, string>; state?: string; port?: number } = {},
): Promise<TestService> {
  await buildWorkers();
  const state = options.state ?? mkdtempSync(join(tmpdir(), "nearfield-"));
  const lines: string[] = [];
  const databases = options.databases ?? Number(process.env["DATABASES"] ?? 1);
  const directory = databases === 1 ? "ACCOUNTS_0:0-1023" : "ACCOUNTS_0:0-511,ACCOUNTS_1:512-1023";
  const runtime = await startRuntime({
    state,
    port: options.port ?? 0,
    databases,
    vars: { DIRECTORY_SLICES: directory, ...options.vars },
    onLine: (line) => lines.push(line),
  });
  const token = async (market?: string): Promise<string> => {
    const response = await fetch(`${runtime.url}/v1/guest`, { method: "POST", body: market ? JSON.stringify({ market }) : "" });
    const body: unknown = await response.json();
    if (typeof body !== "object" || body === null || !("access_token" in body)) throw new Error("no token was issued");
    return String(body.access_token);
  };
  const guest = await token();
  return {
    ...runtime,
    lines,
    token,
    api: (path, init = {}) =>
      fetch(`${runtime.url}${path}`, {
        method: init.method ?? (init.body === undefined ? "GET" : "POST"),
        headers: { authorization: `Bearer ${init.token ?? guest}` },
        ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
      }),
    ingest(method, path, body) {
      const headers = { authorization: `Bearer ${runtime.secrets.ingest_key}` };
      return fetch(`${runtime.url}/ingest/v1${path}`, { body: JSON.stringify(body), headers, method });
    },
    async stop() {
      await runtime.stop();
      if (!options.state) rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Asks again until the answer is the one that is waited for. @throws after `seconds` with what was seen last */
export async function waitFor<Value>(look: () => Promise<Value | undefined | false>, what: string, seconds = 20): Promise<Value> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
