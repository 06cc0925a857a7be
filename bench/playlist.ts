/**
 * What a playlist costs beside the least that it could: an object that writes one row and tells everybody, in the same runtime.
 * First one operation at 10,000 items, from within the runtime, interleaved; then edits a second by 50 writers; then how long a
 * change takes to reach 200 watchers.
 *
 *     npm run bench -- playlist [operations a block, 200] [blocks, 6]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeId } from "../domain/ids.ts";
import type { Operation } from "../domain/playlist/schema.ts";
import { randomId, trackUri } from "../tests/support/playlist/operations.ts";
import { randomOf } from "../tests/support/playlist/random.ts";
import { bundlePlaylist, startPlaylists } from "../tests/support/playlist/stage.ts";
import { percentile } from "./support/statistics.ts";

const [perBlock = 200, blocks = 6] = process.argv.slice(2).map(Number);
const writers = 50;
const writingMs = 5000;
const watchers = 200;
const broadcasts = 50;

const random = randomOf(1);
const median = (values: number[]) => percentile(values, 0.5);
const shown = (values: number[], digits = 2) => values.map((value) => value.toFixed(digits)).join(" ");

type Kind = "playlist" | "floor";
type Call = [name: string, method: string, parameters: unknown[]];

const folder = mkdtempSync(join(tmpdir(), "nearfield-bench-"));
const bundle = await bundlePlaylist();
const miniflare = await startPlaylists({ bundle, state: folder });
const origin = String(await miniflare.ready);

async function call(kind: Kind, name: string, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(new URL(`/${kind}/${name}/${method}`, origin), { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** A playlist of so many items. */
async function make(number: number, items: number, isPublic = false): Promise<string> {
  const id = encodeId(Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? number : 1)));
  const details = { name: "Measured", description: "", public: isPublic, collaborative: false, image: null };
  const uris = Array.from({ length: items }, (_, index) => trackUri(index));
  const answer = JSON.stringify(await call("playlist", id, "create", [{ id, owner: "owner", details, uris }]));
  if (!answer.includes('"ok":true')) throw new Error(answer);
  return id;
}

/** Each leaves the number of items as it is. */
function moveOne(uids: readonly string[]): Operation {
  return { type: "move", uids: [random.pick(uids) ?? ""], after: random.pick(uids) ?? null };
}

const editCall = (name: string, operation: Operation): Call => [name, "edit", ["owner", randomId(random), operation]];
/** As much to write as the change that an edit becomes. */
const writeCall = (name: string, operation: Operation): Call => [name, "write", [randomId(random), operation]];

/** @returns milliseconds an operation */
async function measureBlock(kind: Kind, calls: readonly Call[]): Promise<number> {
  const [first] = calls;
  if (!first) return Number.NaN;
  const [name, method] = first;
  const { ms } = (await call(kind, name, "repeat", { method, calls: calls.map(([, , parameters]) => parameters) })) as { ms: number };
  return ms / calls.length;
}

async function measureOne(): Promise<void> {
  const id = await make(1, 10_000);
  const page = (await call("playlist", id, "items", ["owner", { offset: 0, limit: 10_000 }])) as { value: { items: { uid: string }[] } };
  const uids = page.value.items.map(({ uid }) => uid);
  const operations = () => Array.from({ length: perBlock }, () => moveOne(uids));
  const ofFloor = () =>
    measureBlock(
      "floor",
      operations().map((operation) => writeCall("one", operation)),
    );
  const ofPlaylist = () =>
    measureBlock(
      "playlist",
      operations().map((operation) => editCall(id, operation)),
    );
  for (const warm of [ofFloor, ofPlaylist]) await warm();
  const floor = [await ofFloor()];
  const edits: number[] = [];
  for (let block = 0; block < blocks; block++) {
    edits.push(await ofPlaylist());
    floor.push(await ofFloor());
  }
  console.log(`one operation at ${uids.length} items, ${perBlock} a block, ${blocks} blocks A-B-A; ms an operation`);
  console.log(`  a bare object that writes one row: median ${median(floor).toFixed(2)} (${shown(floor)})`);
  console.log(`  a playlist that moves one item:    median ${median(edits).toFixed(2)} (${shown(edits)})`);
  console.log(`  ratio ${(median(edits) / median(floor)).toFixed(2)}`);
}

/** @returns calls a second that were answered */
async function measureWriters(kind: Kind, next: (writer: number) => Call): Promise<number> {
  const started = performance.now();
  const until = started + writingMs;
  let answered = 0;
  const write = async (writer: number) => {
    while (performance.now() < until) {
      const [name, method, parameters] = next(writer);
      const answer = JSON.stringify(await call(kind, name, method, parameters));
      if (!answer.includes('"ok":true')) throw new Error(answer);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return (answered * 1000) / (performance.now() - started);
}

async function measureMany(): Promise<void> {
  const id = await make(2, 1000);
  const page = (await call("playlist", id, "items", ["owner", { offset: 0, limit: 1000 }])) as { value: { items: { uid: string }[] } };
  const uids = page.value.items.map(({ uid }) => uid);
  const rates: Record<Kind, number[]> = { floor: [], playlist: [] };
  for (const kind of ["floor", "playlist", "floor", "playlist"] as const) {
    const next = () => (kind === "floor" ? writeCall("many", moveOne(uids)) : editCall(id, moveOne(uids)));
    rates[kind].push(await measureWriters(kind, next));
  }
  console.log(`\n${writers} writers of one object over HTTP, ${writingMs / 1000} s each; calls a second`);
  console.log(`  a bare object that writes one row: ${shown(rates.floor, 0)}`);
  console.log(`  a playlist of 1000 items:          ${shown(rates.playlist, 0)}`);
}

/** @returns sockets, and a way to wait until all of them have heard of something */
async function watch(kind: Kind, name: string): Promise<{ heard: (mark: string) => Promise<number[]>; close: () => void }> {
  const arrivals = new Map<string, number[]>();
  let wake: () => void = () => undefined;
  const sockets = await Promise.all(
    Array.from({ length: watchers }, async (_, index) => {
      const viewer = JSON.stringify({ id: null, name: "", session: `session-${index}`, scopes: [], expires_at: Date.now() + 600_000 });
      const url = new URL(`/${kind}/${name}/live?viewer=${encodeURIComponent(viewer)}`, origin.replace("http", "ws"));
      const socket = new WebSocket(url);
      await new Promise<void>((resolve, reject) => {
        socket.addEventListener("open", () => resolve(), { once: true });
        socket.addEventListener("error", () => reject(new Error("no socket")), { once: true });
      });
      const isWelcome = new Promise<void>((resolve) => {
        socket.addEventListener("message", ({ data }) => {
          const { type, op_id: mark, revision } = JSON.parse(String(data)) as { type: string; op_id?: string; revision?: number };
          if (type === "welcome") resolve();
          if (type !== "change" || mark === undefined) return;
          arrivals.set(mark, [...(arrivals.get(mark) ?? []), performance.now()]);
          if (kind === "playlist" && (revision ?? 0) % 20 === 0) socket.send(JSON.stringify({ v: 1, type: "seen", revision }));
          wake();
        });
      });
      if (kind === "playlist") {
        socket.send(JSON.stringify({ v: 1, type: "hello", since: 0 }));
        await isWelcome;
      }
      return socket;
    }),
  );
  return {
    async heard(mark) {
      while ((arrivals.get(mark)?.length ?? 0) < watchers) await new Promise<void>((resolve) => (wake = resolve));
      return arrivals.get(mark) ?? [];
    },
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

async function measureBroadcast(kind: Kind, name: string, round: number): Promise<number[]> {
  const watching = await watch(kind, name);
  const latencies: number[] = [];
  for (let index = 0; index < broadcasts; index++) {
    const mark = randomId(random);
    const operation: Operation = { type: "add", items: [{ uid: `item-${round}-${String(index).padStart(4, "0")}`, uri: trackUri(index) }] };
    const started = performance.now();
    const parameters = kind === "floor" ? [mark, operation] : ["owner", mark, operation];
    await call(kind, name, kind === "floor" ? "write" : "edit", parameters);
    latencies.push(...(await watching.heard(mark)).map((at) => at - started));
  }
  watching.close();
  return latencies;
}

async function measureBroadcasts(): Promise<void> {
  const id = await make(3, 0, true);
  console.log(`\na change to ${watchers} watchers, ${broadcasts} changes each; ms from the request to each watcher`);
  for (const [round, kind] of (["floor", "playlist", "floor", "playlist"] as const).entries()) {
    const latencies = await measureBroadcast(kind, kind === "floor" ? "broadcast" : id, round);
    const [middle, high] = [median(latencies), percentile(latencies, 0.99)].map((value) => value.toFixed(1));
    console.log(`  ${kind === "floor" ? "a bare broadcast" : "a playlist      "}: median ${middle}, p99 ${high}`);
  }
}

try {
  await measureOne();
  await measureMany();
  await measureBroadcasts();
} finally {
  await miniflare.dispose();
  for (const made of [folder, bundle]) rmSync(made, { recursive: true });
}
