import { expect, it } from "vitest";
import { Throughput } from "./throughput.ts";

/** Chunks at a rate, on a clock of their own. */
function link() {
  let now = 0;
  const throughput = new Throughput(() => now);
  const flow = (bitsPerSecond: number, milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      now += 50;
      throughput.sample((bitsPerSecond * 50) / 8000, 50);
    }
  };
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };
  return { throughput, flow, wait };
}

it("says nothing before it knows something", () => {
  const { throughput, flow } = link();
  flow(100_000, 500);
  expect(throughput.estimate).toBeUndefined();
});

it("settles on a steady rate", () => {
  const { throughput, flow } = link();
  flow(1_000_000, 3_000);
  expect(throughput.estimate).toBeCloseTo(1_000_000, -2);
});

it("falls within seconds and rises with proof", () => {
  const { throughput, flow } = link();
  flow(4_000_000, 10_000);
  flow(100_000, 6_000);
  const fallen = throughput.estimate ?? 0;
  expect(fallen).toBeLessThan(700_000);
  flow(4_000_000, 500);
  expect(throughput.estimate).toBeLessThan(2_000_000);
  flow(4_000_000, 20_000);
  expect(throughput.estimate).toBeGreaterThan(3_500_000);
});

it("believes an underrun over its averages", () => {
  const { throughput, flow } = link();
  flow(1_000_000, 3_000);
  throughput.ranDry(128_000);
  expect(throughput.estimate).toBeLessThan(128_000);
});

it("is stale once nothing came for a while", () => {
  const { throughput, flow, wait } = link();
  flow(1_000_000, 1_000);
  expect(throughput.isStale).toBe(false);
  wait(6_000);
  expect(throughput.isStale).toBe(true);
});
