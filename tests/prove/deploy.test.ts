/** Deployments that break off at every single change, and the real Workers, against the stand-in of Cloudflare's API. */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildPlayer } from "../../tools/start/build.ts";
import { workers } from "../../tools/workers.ts";
import { Bench } from "../deploy/fixture.ts";

async function withBench<T>(use: (bench: Bench) => Promise<T>, project?: Parameters<typeof Bench.open>[0]): Promise<T> {
  const bench = await Bench.open(project);
  try {
    return await use(bench);
  } finally {
    await bench.close();
  }
}

describe("a deployment that breaks off", () => {
  let changes: string[];
  let whole: unknown;
  beforeAll(() =>
    withBench(async (bench) => {
      await bench.run();
      changes = [...bench.cloudflare.changes];
      whole = bench.cloudflare.state.summary();
    }),
  );

  test.each([{ appliedFirst: false }, { appliedFirst: true }])(
    "at any change is completed by the next run ($appliedFirst)",
    async ({ appliedFirst }) => {
      expect(changes.length).toBeGreaterThan(10);
      for (const [index, change] of changes.entries()) {
        await withBench(async (bench) => {
          bench.cloudflare.fault = { at: index + 1, appliedFirst };
          await expect(bench.run(), change).rejects.toThrow("by the test");
          expect(bench.cloudflare.changes, change).toEqual(changes.slice(0, index + Number(appliedFirst)));
          bench.cloudflare.mend();
          await bench.run();
          expect(bench.cloudflare.state.summary(), change).toEqual(whole);
          bench.cloudflare.mend();
          expect((await bench.run()).outcome, change).toBe("unchanged");
          expect(bench.cloudflare.changes, change).toEqual([]);
        });
      }
    },
    1_800_000,
  );
});

test("a token for some zones only sets routes one by one", async () => {
  await withBench(async (bench) => {
    bench.cloudflare.allZones = false;
    await bench.run();
    expect(bench.cloudflare.changes).toContain("add route music.example.org/store/* → radio-store");
    bench.cloudflare.mend();
    expect((await bench.run()).outcome).toBe("unchanged");
  });
});

describe("Nearfield itself", () => {
  const root = join(import.meta.dirname, "../..");
  beforeAll(async () => {
    await buildPlayer();
  });

  test.each([
    { address: "its domain", settings: 'domain = "music.example.org"' },
    { address: "workers.dev", settings: "" },
  ])("is deployed to $address, and the second run changes nothing", async ({ settings }) => {
    await withBench(
      async (bench) => {
        await bench.run({ settings });
        for (const { name } of workers) expect(bench.cloudflare.state.liveVersion(name), name).toBeDefined();
        const [front] = settings ? bench.cloudflare.state.domains.map(({ service }) => service) : onWorkersDev(bench);
        expect(front).toBe(settings ? "nearfield-api" : "nearfield");
        bench.cloudflare.mend();
        expect((await bench.run({ settings })).printed).toContain("Nothing to change");
        expect(bench.cloudflare.changes).toEqual([]);
      },
      { root, workers },
    );
  });
});

function onWorkersDev(bench: Bench): string[] {
  return [...bench.cloudflare.state.scripts.values()].filter(({ subdomain }) => subdomain.enabled).map(({ name }) => name);
}
