/**
 * What it costs to know who is there. First the CPU of the runtime's process for an authenticated read over the same read that asks
 * nobody: the api's production bundle with and without its guard in one runtime, interleaved so that a slow minute of the machine
 * falls on both; every request has a token of its own. Then how long other requests wait while passwords are checked, beside the
 * length of one check.
 *
 *     npm run bench -- auth [requests a block, 1500] [blocks, 8]
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importJWK, SignJWT, type JWK } from "jose";
import { startService, type TestService } from "../tests/support/runtime.ts";
import { childNamed, cpuMicroseconds } from "./support/cpu-time.ts";
import { percentile } from "./support/statistics.ts";
import { startTwoApis, type TwoApis } from "./support/two-apis.ts";

const [perBlock = 1500, blocks = 8] = process.argv.slice(2).map(Number);
const connections = 8;
const read = "/v1/browse/new-releases?limit=1";
const median = (values: number[]) => percentile(values, 0.5);
const rounded = (values: number[]) => values.map(Math.round).join(" ");

async function tokensOf({ secrets, guarded }: TwoApis, count: number): Promise<string[]> {
  const jwk = JSON.parse(secrets.token_signing_key) as JWK & { kid: string };
  const key = await importJWK(jwk, "ES256");
  const claims = {
    client_id: "nearfield-player",
    scope: "streaming",
    plan: "premium",
    market: "DE",
    explicit: "allowed",
    roles: ["listener"],
  };
  const sign = (index: number) =>
    new SignJWT({ ...claims, sid: `session-${index}` })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: jwk.kid })
      .setIssuer(guarded)
      .setAudience("nearfield-api")
      .setSubject(`listener-${index}`)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime("10m")
      .sign(key);
  return Promise.all(Array.from({ length: count }, (_, index) => sign(index)));
}

/** @returns CPU in microseconds a request */
async function measure({ miniflare }: TwoApis, origin: string, pid: number, tokens: readonly string[]): Promise<number> {
  const before = cpuMicroseconds(pid);
  const queue = tokens.values();
  const ask = async () => {
    for (const token of queue) {
      const answer = await miniflare.dispatchFetch(origin + read, { headers: { authorization: `Bearer ${token}` } });
      const body = await answer.text();
      if (answer.status !== 200 || !body.includes('"albums"')) throw new Error(`${origin} answered ${answer.status}: ${body}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  return (cpuMicroseconds(pid) - before) / tokens.length;
}

async function measureReads(state: string): Promise<void> {
  const apis = await startTwoApis(state);
  try {
    const pid = childNamed("workerd");
    const tokens = await tokensOf(apis, perBlock);
    const ofOpen = () => measure(apis, apis.open, pid, tokens);
    // Blocks that are not measured: the runtime compiles what it runs often.
    for (const origin of [apis.open, apis.guarded, apis.open, apis.guarded]) await measure(apis, origin, pid, tokens);
    const floor: number[] = [await ofOpen()];
    const added: number[] = [];
    for (let block = 0; block < blocks; block++) {
      const guarded = await measure(apis, apis.guarded, pid, tokens);
      const before = floor.at(-1) ?? Number.NaN;
      floor.push(await ofOpen());
      added.push(guarded - (before + (floor.at(-1) ?? Number.NaN)) / 2);
    }
    const band = floor.slice(1).map((value, index) => value - (floor[index] ?? value));
    console.log(`GET ${read}, ${perBlock} a block, ${blocks} blocks A-B-A, ${connections} connections; µs of CPU a request`);
    console.log(`without the guard: median ${Math.round(median(floor))} (${rounded(floor)})`);
    console.log(`without against without, neighbouring blocks: ${rounded(band)}`);
    console.log(`added by asking who is there: median ${Math.round(median(added))} (${rounded(added)})`);
  } finally {
    await apis.miniflare.dispose();
  }
}

const concurrentLogins = 4;
const probeEvery = 50;
const probing = 10_000;

async function timed(request: () => Promise<Response>): Promise<{ ms: number; status: number }> {
  const started = performance.now();
  const { status, body } = await request();
  await body?.cancel();
  return { ms: performance.now() - started, status };
}

let logins = 0;

/** Of nobody: it costs as much as anybody's. Each comes from an address of its own, so that none is refused for its number. */
function logIn({ url }: TestService): Promise<Response> {
  logins += 1;
  const headers = { origin: url, "cf-connecting-ip": `10.${logins >> 16}.${(logins >> 8) & 255}.${logins & 255}` };
  const body = JSON.stringify({ email: `nobody-${logins}@mail.example`, password: "wrong" });
  return fetch(`${url}/accounts/v1/login`, { method: "POST", headers, body });
}

/** Latencies of requests that need no hash, one begun every few milliseconds whether or not the one before is done. */
async function probe(service: TestService, request: () => Promise<Response>): Promise<number[]> {
  const until = performance.now() + probing;
  const sent: Promise<{ ms: number; status: number }>[] = [];
  while (performance.now() < until) {
    sent.push(timed(request));
    await new Promise((resolve) => setTimeout(resolve, probeEvery));
  }
  const seen = await Promise.all(sent);
  const refused = seen.find(({ status }) => status !== 200);
  if (refused) throw new Error(`${service.url} answered ${refused.status}`);
  return seen.map(({ ms }) => ms);
}

function describe(values: number[]): string {
  const [middle, high, highest] = [median(values), percentile(values, 0.99), Math.max(...values)].map((value) => value.toFixed(1));
  return `median ${middle}, p99 ${high}, longest ${highest} (${values.length})`;
}

async function measureLogins(): Promise<void> {
  const service = await startService();
  try {
    const token = await service.token("DE");
    const others: Record<string, () => Promise<Response>> = {
      "of accounts (POST /v1/guest)": () => fetch(`${service.url}/v1/guest`, { method: "POST" }),
      [`of the api (GET ${read})`]: () => fetch(service.url + read, { headers: { authorization: `Bearer ${token}` } }),
    };
    for (let warm = 0; warm < 5; warm++) await timed(() => logIn(service));
    const alone: number[] = [];
    for (let login = 0; login < 20; login++) {
      // Longer than hashes keep from one another: a login that waited for its turn was not alone.
      await new Promise((resolve) => setTimeout(resolve, 250));
      alone.push((await timed(() => logIn(service))).ms);
    }
    console.log(`\none login alone, which is one hash and its few reads, ms: ${describe(alone)}`);
    for (const [name, request] of Object.entries(others)) {
      const idle = await probe(service, request);
      const stopping = new AbortController();
      const statuses = new Map<number, number>();
      const keepLoggingIn = async () => {
        while (!stopping.signal.aborted) {
          const { status } = await timed(() => logIn(service));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      const loggingIn = Promise.all(Array.from({ length: concurrentLogins }, keepLoggingIn));
      const busy = await probe(service, request);
      stopping.abort();
      await loggingIn;
      const delay = busy.map((ms) => ms - median(idle));
      console.log(`other requests ${name}, ms`);
      console.log(`  while nobody logs in: ${describe(idle)}`);
      console.log(
        `  while ${concurrentLogins} log in again and again (${[...statuses].map(([status, count]) => `${count} × ${status}`).join(", ")}): ${describe(busy)}`,
      );
      console.log(
        `  delayed by: ${describe(delay)}; in hashes: p99 ${(percentile(delay, 0.99) / median(alone)).toFixed(2)}, longest ${(Math.max(...delay) / median(alone)).toFixed(2)}`,
      );
    }
  } finally {
    await service.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), "nearfield-bench-"));
try {
  await measureReads(folder);
} finally {
  rmSync(folder, { recursive: true });
}
await measureLogins();
