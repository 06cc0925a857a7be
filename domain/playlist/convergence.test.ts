import { expect, test } from "vitest";
import { Simulation } from "../../tests/support/playlist/simulation.ts";

/** Seeds that once failed. */
const regressions: number[] = [];

test.each(regressions)("everybody ends with the same, whatever the network does (seed %i)", (seed) => {
  expect(new Simulation(seed).run(200)).toEqual([]);
});

test("everybody ends with the same as a naive model, whatever the network does: nothing lost, nothing doubled", () => {
  for (let seed = 1; seed <= 100; seed++) expect({ seed, wrong: new Simulation(seed).run(200) }).toEqual({ seed, wrong: [] });
});
