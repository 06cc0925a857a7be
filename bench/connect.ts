/**
 * From a device's command until all devices of the session have heard what became of it, on the production bundle, beside a bare object
 * that broadcasts as many bytes, in the same runtime, interleaved (floor, session, floor …): once where the floor keeps nothing, once
 * where it writes one row, as a session must before it answers.
 *
 *     npm run bench -- connect [commands a block, 60] [blocks, 5]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import type { ConnectViewer } from "../contracts/connect-session.ts";
import { uriOf } from "../domain/ids.ts";
import { ConnectSocket, deviceNamed, newMessageId } from "../tests/support/connect-socket.ts";
import { buildWorkers, bundleOf } from "../tools/start/build.ts";
import { root } from "../tools/support/paths.ts";
import { workers } from "../tools/workers.ts";
import { percentile } from "./support/statistics.ts";
import { standIn } from "./support/stand-in.ts";

const [perBlock = 60, blocks = 5] = process.argv.slice(2).map(Number);
const crowds = [2, 8, 32];
/** A device may send twenty commands a second. */
const pauseMs = 55;
const uris = Array.from({ length: 500 }, (_, index) => uriOf("track", String(index).padStart(22, "0")));

const folder = mkdtempSync(join(tmpdir(), "nearfield-bench-"));
const miniflare = await start();
const origin = String(await miniflare.ready).replace("http", "ws");

async function start(): Promise<Miniflare> {
  await buildWorkers();
  const place = workers.find(({ name }) => name === "nearfield-connect-session");
  if (!place) throw new Error("there are no sessions");
  const { workerOptions } = workerOptionsOf(join(root, place.config));
  const path = join(bundleOf(place), "index.js");
  const session: V4WorkerOptions = {
    ...workerOptions,
    name: place.name,
    modulesRoot: "/",
    modules: [{ type: "ESModule", path, contents: readFileSync(path, "utf8") }],
  };
  const doorPath = join(root, "bench/support/connect-floor.js");
  const door: V4WorkerOptions = {
    name: "door",
    compatibilityDate: "2026-10-15",
    modules: [{ type: "ESModule", path: doorPath, contents: readFileSync(doorPath, "utf8") }],
    durableObjects: {
      CONNECT_SESSIONS: { className: "ConnectSession", scriptName: place.name },
      FLOOR: { className: "Floor", useSQLite: true },
    },
  };
  return new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      resourcePersistencePath: folder,
      telemetry: { enabled: false },
      handleStructuredLogs: () => undefined,
      workers: [door, session, standIn("nearfield-api", ["Content"]), standIn("nearfield-revocations", [], ["Revocations"])],
    }),
  );
}

type Crowd = {
  /** One command, or one broadcast. @returns milliseconds until each device had heard of it */
  once(index: number): Promise<number[]>;
  /** Characters that one device is told of one command. */
  characters: number;
  leave(): void;
};

async function openSession(devices: number): Promise<Crowd> {
  const account = newMessageId().replaceAll(/\W/g, "0").padEnd(22, "0").slice(0, 22);
  const viewer: ConnectViewer = {
    asker: { account, plan: "premium", market: "DE", explicit: "allowed" },
    session: "session",
    app: null,
    expires_at: Date.now() + 3_600_000,
    controls: true,
    plays: true,
    terms: { shuffleOnly: false, skipsAnHour: null },
  };
  const url = `${origin}session/${account}/connect?viewer=${encodeURIComponent(JSON.stringify(viewer))}`;
  const sockets = await Promise.all(
    Array.from({ length: devices }, (_, index) =>
      ConnectSocket.open({ url, device: deviceNamed(`device-${String(index).padStart(2, "0")}`) }),
    ),
  );
  const [first] = sockets;
  if (!first) throw new Error("there is no device");
  const started = await first.do({ type: "play", uris });
  if (started.t !== "ack") throw new Error(JSON.stringify(started));
  await Promise.all(sockets.map((socket) => socket.holds(({ state }) => state?.playing, "the session to play")));
  const arrivals = new Map<number, number[]>();
  let wake = () => undefined as void;
  let characters = 0;
  for (const socket of sockets) {
    socket.onMessage((message) => {
      if (message.t !== "state") return;
      characters = JSON.stringify(message).length;
      arrivals.set(message.d.revision, [...(arrivals.get(message.d.revision) ?? []), performance.now()]);
      wake();
    });
  }
  return {
    async once(index) {
      const revision = first.revision + 1;
      const began = performance.now();
      first.command({ type: "seek", position_ms: 1000 + index });
      while ((arrivals.get(revision)?.length ?? 0) < devices) await new Promise<void>((resolve) => (wake = resolve));
      return (arrivals.get(revision) ?? []).map((at) => at - began);
    },
    get characters() {
      return characters;
    },
    leave() {
      for (const socket of sockets) socket.leave();
    },
  };
}

async function openFloor(devices: number, keeps: boolean, characters: number): Promise<Crowd> {
  const url = `${origin}floor/${newMessageId()}/connect`;
  const arrivals = new Map<string, number[]>();
  let wake = () => undefined as void;
  const sockets = await Promise.all(
    Array.from({ length: devices }, async () => {
      const socket = new WebSocket(url);
      await new Promise((resolve, reject) => {
        socket.addEventListener("open", resolve);
        socket.addEventListener("error", reject);
      });
      socket.addEventListener("message", ({ data }) => {
        const { mark } = JSON.parse(String(data)) as { mark: string };
        arrivals.set(mark, [...(arrivals.get(mark) ?? []), performance.now()]);
        wake();
      });
      return socket;
    }),
  );
  const filling = "x".repeat(Math.max(0, characters - 40));
  return {
    characters,
    async once(index) {
      const mark = String(index);
      const began = performance.now();
      sockets[0]?.send(JSON.stringify({ mark, keeps, filling }));
      while ((arrivals.get(mark)?.length ?? 0) < devices) await new Promise<void>((resolve) => (wake = resolve));
      return (arrivals.get(mark) ?? []).map((at) => at - began);
    },
    leave() {
      for (const socket of sockets) socket.close();
    },
  };
}

const shown = (values: readonly number[]) => `${percentile(values, 0.5).toFixed(2)} / ${percentile(values, 0.99).toFixed(2)}`;

async function compare(devices: number): Promise<void> {
  const session = await openSession(devices);
  await session.once(0);
  const bare = await openFloor(devices, false, session.characters);
  const keeping = await openFloor(devices, true, session.characters);
  let index = 0;
  const taken: Record<"session" | "bare" | "keeping", number[]> = { session: [], bare: [], keeping: [] };
  const block = async (name: keyof typeof taken, crowd: Crowd, counts: boolean) => {
    for (let done = 0; done < perBlock; done++) {
      const times = await crowd.once((index += 1));
      if (counts) taken[name].push(...times);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  for (let round = 0; round <= blocks; round++) {
    await block("bare", bare, round > 0);
    await block("session", session, round > 0);
    await block("keeping", keeping, round > 0);
  }
  const median = (name: keyof typeof taken) => percentile(taken[name], 0.5);
  console.log(
    `${String(devices).padStart(2)} devices  session ${shown(taken.session)}   bare ${shown(taken.bare)} (${(median("session") / median("bare")).toFixed(2)} ×)   ` +
      `with a row ${shown(taken.keeping)} (${(median("session") / median("keeping")).toFixed(2)} ×)   ${session.characters} characters a device`,
  );
  for (const crowd of [session, bare, keeping]) crowd.leave();
}

try {
  console.log(`a command to all devices, ${perBlock} a block, ${blocks} blocks of each in turn; p50 / p99 in milliseconds`);
  for (const devices of crowds) await compare(devices);
} finally {
  await miniflare.dispose();
  rmSync(folder, { recursive: true, force: true });
}
