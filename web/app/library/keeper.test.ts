import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createKeeper, type KeeperNeeds } from "./keeper.ts";

/** A keeper in front of a service whose answers the test gives. */
function stage(needs: Partial<KeeperNeeds> = {}) {
  const asks: string[][] = [];
  const drawn: (() => void)[] = [];
  const sent: { uri: string; kept: boolean; succeed: () => void; fail: () => void }[] = [];
  const refused = vi.fn();
  const keeper = createKeeper({
    contains: (uris) => {
      asks.push([...uris]);
      return Promise.resolve(uris.map((uri) => uri.startsWith("kept")));
    },
    change: (uri, kept) =>
      new Promise((resolve, reject) => sent.push({ uri, kept, succeed: resolve, fail: () => reject(new Error("refused")) })),
    settled: () => undefined,
    refused,
    now: () => 0,
    soon: (run) => drawn.push(run),
    batch: 3,
    freshFor: 1000,
    ...needs,
  });
  const draw = async () => {
    for (const run of drawn.splice(0)) run();
    await settle();
  };
  return { keeper, asks, sent, refused, draw };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

test("all that comes into view is asked for together, once", async () => {
  const { keeper, asks, draw } = stage();
  const signals = ["kept 1", "other", "kept 1", "kept 2", "more"].map((uri) => keeper.isKept(uri));
  await draw();
  expect(asks).toEqual([["kept 1", "other", "kept 2"], ["more"]]);
  expect(signals.map((kept) => kept.value)).toEqual([true, false, true, true, false]);
  keeper.isKept("kept 1");
  await draw();
  expect(asks).toHaveLength(2);
});

test("a press shows at once, and is taken back with its reason when it is refused", async () => {
  const { keeper, sent, refused, draw } = stage();
  const kept = keeper.isKept("a");
  await draw();
  const done = keeper.set("a", true);
  expect([kept.value, keeper.changes.value.get("a")]).toEqual([true, true]);
  sent[0]?.fail();
  await done;
  expect([kept.value, keeper.changes.value.has("a")]).toEqual([false, false]);
  expect(refused).toHaveBeenCalledExactlyOnceWith("a", true, expect.any(Error));
});

test("an answer that was asked for before a press does not undo it", async () => {
  let answer = (_kept: boolean[]): void => undefined;
  const { keeper, draw } = stage({
    contains: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  const kept = keeper.isKept("a");
  await draw();
  void keeper.set("a", true);
  answer([false]);
  await settle();
  expect(kept.value).toBe(true);
});

test("what was answered for one listener is not for the next", async () => {
  const { keeper, sent, refused, draw } = stage();
  const pressed = keeper.set("a", true);
  keeper.forget();
  sent[0]?.fail();
  await pressed;
  expect(refused).not.toHaveBeenCalled();
  const kept = keeper.isKept("a");
  await draw();
  expect(kept.value).toBe(false);
});

test("however it is pressed, what is shown in the end is what the service has, with one request at a time", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("press" as const), kept: fc.boolean() }),
    fc.record({ kind: fc.constantFrom("succeed" as const, "fail" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { keeper, sent, draw } = stage();
      const kept = keeper.isKept("a");
      await draw();
      let stored = false;
      let answered = 0;
      const answer = async (succeeds: boolean) => {
        expect(sent.length - answered).toBeLessThanOrEqual(1);
        const request = sent[answered];
        if (!request) return;
        answered++;
        if (succeeds) stored = request.kept;
        (succeeds ? request.succeed : request.fail)();
        await settle();
      };
      for (const next of steps) {
        if (next.kind === "press") void keeper.set("a", next.kept);
        else await answer(next.kind === "succeed");
      }
      while (answered < sent.length) await answer(true);
      expect(kept.value).toBe(stored);
    }),
  );
});
