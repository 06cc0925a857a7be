/** Two thousand devices of four hundred listeners on one machine: held, commanded, and back after the service died under them. */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uriOf } from "../../domain/ids.ts";
import { backoff } from "../../web/engine/backoff.ts";
import { ConnectSocket, deviceNamed } from "../support/connect-socket.ts";
import { openPeople, type Person } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";

const sessions = 400;
const devicesEach = 5;
const scope = "streaming user-read-playback-state user-modify-playback-state";
const uris = Array.from({ length: 100 }, (_, index) => uriOf("track", String(index).padStart(22, "0")));

let service: TestService;
let listeners: Person[];
beforeAll(async () => {
  service = await startService({ databases: 1 });
  const people = await openPeople(service);
  listeners = [];
  for (let index = 0; index < sessions; index++) listeners.push(await people.make({ scope, plan: "premium" }));
});
afterAll(() => service.stop());

/** Resident memory of the runtime's processes, in bytes. */
function memoryOfRuntime(): number {
  const own = processesBelow(process.pid).filter((pid) => read(`/proc/${pid}/comm`).startsWith("workerd"));
  return own.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024, 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function processesBelow(parent: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]) === parent);
  return children.flatMap((pid) => [pid, ...processesBelow(pid)]);
}

const nameOf = (index: number) => `device-${String(index % devicesEach).padStart(2, "0")}`;

function open(listener: Person, index: number, since?: number): Promise<ConnectSocket> {
  const headers = { authorization: `Bearer ${listener.token}` };
  return ConnectSocket.open({ url: service.url, device: deviceNamed(nameOf(index)), headers, ...(since !== undefined && { since }) });
}

/** A few at a time. */
async function openAll(): Promise<ConnectSocket[]> {
  const sockets: ConnectSocket[] = [];
  const waiting = Array.from({ length: sessions * devicesEach }, (_, index) => index).values();
  const openSome = async () => {
    for (const index of waiting) {
      const listener = listeners[Math.floor(index / devicesEach)];
      if (listener) sockets[index] = await open(listener, index);
    }
  };
  await Promise.all(Array.from({ length: 20 }, openSome));
  return sockets;
}

test("two thousand sockets of four hundred sessions are held, and every device hears of every command", { timeout: 600_000 }, async () => {
  const before = memoryOfRuntime();
  const started = performance.now();
  const sockets = await openAll();
  const opened = performance.now();
  const held = memoryOfRuntime();
  const firstOfEach = sockets.filter((_, index) => index % devicesEach === 0);
  const answers = await Promise.all(firstOfEach.map((socket) => socket.do({ type: "play", uris })));
  expect(answers.filter(({ t }) => t !== "ack")).toEqual([]);
  for (const [index, socket] of sockets.entries()) {
    await socket.holds(({ state }) => state?.playing && state.active === nameOf(0), `device ${index} to hear of it`);
    // Nobody hears of anybody else's.
    expect(socket.parts.devices).toHaveLength(devicesEach);
  }
  console.log(
    `${sockets.length} sockets of ${sessions} sessions: opened in ${((opened - started) / 1000).toFixed(1)} s, ` +
      `${((held - before) / 2 ** 20).toFixed(0)} MiB more than without (${((held - before) / sockets.length / 1024).toFixed(0)} KiB each); ` +
      `${sessions} commands reached everybody in ${((performance.now() - opened) / 1000).toFixed(1)} s`,
  );
  for (const socket of sockets) socket.leave();
  await Promise.all(sockets.map((socket) => socket.ended()));
});

/** As devices come back: waiting longer and longer, each by its own chance. @returns the socket and how often it was refused */
async function comeBack(listener: Person, index: number, since: number): Promise<{ socket: ConnectSocket; refused: number }> {
  for (let attempt = 0; ; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, backoff(attempt, Math.random())));
    try {
      return { socket: await open(listener, index, since), refused: attempt };
    } catch (error) {
      if (attempt > 20) throw error;
    }
  }
}

test(
  "five hundred devices whose connections break at once are all back within fifteen seconds, and miss nothing",
  { timeout: 300_000 },
  async () => {
    const some = listeners.slice(0, 100);
    const all = some.flatMap((listener, at) =>
      Array.from({ length: devicesEach }, (_, index) => ({ listener, index: at * devicesEach + index })),
    );
    const sockets: ConnectSocket[] = [];
    for (const { listener, index } of all) sockets.push(await open(listener, index));
    const revisions = sockets.map(({ revision }) => revision);
    for (const socket of sockets) socket.leave();
    await Promise.all(sockets.map((socket) => socket.ended()));
    const started = performance.now();
    const back = await Promise.all(
      all.map(async ({ listener, index }, at) => {
        const came = await comeBack(listener, index, revisions[at] ?? 0);
        return { ...came, seconds: (performance.now() - started) / 1000 };
      }),
    );
    const slowest = Math.max(...back.map(({ seconds }) => seconds));
    console.log(
      `500 devices back: the slowest after ${slowest.toFixed(1)} s, refused ${back.reduce((sum, { refused }) => sum + refused, 0)} times`,
    );
    expect(slowest).toBeLessThan(15);
    await Promise.all(
      back.map(({ socket }) => socket.holds(({ devices }) => devices?.every(({ online }) => online), "everybody to be back")),
    );
    for (const { socket } of back) socket.leave();
  },
);
