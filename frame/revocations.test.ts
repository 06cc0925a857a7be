import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { createRevocationList, readRevocations, revokeSessions, type EdgeMemory, type RevocationsNamespace } from "./revocations.ts";

let now: number;
let reads: number;
let reachable: boolean;
let ended: Map<string, number>;

beforeEach(() => {
  now = 1_800_000_000_000;
  reads = 0;
  reachable = true;
  ended = new Map();
});

/** The object, as durable-objects/revocations keeps it. */
const namespace: RevocationsNamespace = {
  getByName: () => ({
    async add(sessions, until) {
      for (const { id } of sessions) ended.set(id, until);
    },
    async list(at) {
      reads += 1;
      if (!reachable) throw new Error("Network connection lost.");
      return [...ended].flatMap(([session, until]) => (until > at ? [session] : []));
    },
    has: async (session, at) => (ended.get(session) ?? 0) > at,
  }),
};

function openPop(): EdgeMemory {
  const kept = new Map<string, Response>();
  return {
    match: async (address) => kept.get(address)?.clone(),
    put: async (address, response) => void kept.set(address, response),
  };
}

const openIsolate = (pop: EdgeMemory) => createRevocationList((at) => readRevocations(namespace, pop, at));
const end = (session: string) => revokeSessions(namespace, [{ id: session, owner: "ada" }], now + 660_000);

test("an ended session is refused everywhere after 25 seconds, whenever each isolate and each PoP read the list before", async () => {
  const asks = fc.array(fc.record({ isolate: fc.nat(5), at: fc.nat(44_999) }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(asks, fc.nat(20_000), async (before, endedAfter) => {
      ended = new Map();
      const pops = [openPop(), openPop()];
      const isolates = Array.from({ length: 6 }, (_, index) => openIsolate(pops[index % 2] ?? openPop()));
      const inOrder = before.toSorted((left, right) => left.at - right.at);
      const ask = async ({ isolate, at }: { isolate: number; at: number }) => isolates[isolate]?.isRevoked("gone", now + at);
      for (const one of inOrder.filter(({ at }) => at < endedAfter)) expect(await ask(one)).toBe(false);
      await revokeSessions(namespace, [{ id: "gone", owner: "ada" }], now + 660_000);
      for (const one of inOrder.filter(({ at }) => at >= endedAfter && at < endedAfter + 25_000)) await ask(one);
      for (const isolate of isolates) expect(await isolate.isRevoked("gone", now + endedAfter + 25_000)).toBe(true);
    }),
  );
});

test("25 seconds is the bound: just before it an isolate may still believe, at it no more", async () => {
  const pop = openPop();
  const early = openIsolate(pop);
  await early.isRevoked("gone", now);
  const late = openIsolate(pop);
  await end("gone");
  expect(await late.isRevoked("gone", now + 14_999)).toBe(false);
  expect(await late.isRevoked("gone", now + 24_998)).toBe(false);
  expect(await late.isRevoked("gone", now + 24_999)).toBe(true);
  expect(await openIsolate(await popOf("past")).isRevoked("past", now + 15_000)).toBe(true);
});

/** A PoP that read the list just before this session ended. */
async function popOf(session: string): Promise<EdgeMemory> {
  const pop = openPop();
  await openIsolate(pop).isRevoked(session, now);
  await end(session);
  return pop;
}

test("however many requests come, the object is read once in fifteen seconds by a PoP", async () => {
  const pop = openPop();
  const isolates = [openIsolate(pop), openIsolate(pop), openIsolate(pop)];
  for (let ask = 0; ask < 600; ask += 1, now += 100) for (const isolate of isolates) await isolate.isRevoked("anybody", now);
  expect(reads).toBeLessThanOrEqual(5);
});

test("while the list is out of reach, what is known of it still holds, and is asked for again once a second", async () => {
  const isolate = openIsolate(openPop());
  await end("gone");
  expect(await isolate.isRevoked("gone", now)).toBe(true);
  reachable = false;
  now += 60_000;
  reads = 0;
  for (let ask = 0; ask < 50; ask += 1, now += 100) {
    expect(await isolate.isRevoked("gone", now)).toBe(true);
    expect(await isolate.isRevoked("other", now)).toBe(false);
  }
  expect(reads).toBe(5);
  reachable = true;
  await end("other");
  expect(await isolate.isRevoked("other", now + 1000)).toBe(true);
});

test("an isolate that never saw the list lets nobody in", async () => {
  reachable = false;
  await expect(openIsolate(openPop()).isRevoked("anybody", now)).rejects.toMatchObject({ code: "overloaded" });
});
