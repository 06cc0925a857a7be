/** Devices of several people under a seeded simulator: whoever led, all of them sound the same at the same time. */
import { expect, test } from "vitest";
import { JamSimulation } from "../../tests/support/jam-simulation.ts";

test("whatever the clocks and the network do, at rest nobody is 50 ms from anybody else", () => {
  let leaders = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { fromAnchor, apart, leaders: epochs } = new JamSimulation(seed).run();
    leaders += epochs;
    expect.soft(fromAnchor, `seed ${seed}, from the jam`).toBeLessThanOrEqual(50);
    expect.soft(apart, `seed ${seed}, apart`).toBeLessThanOrEqual(50);
  }
  expect(leaders).toBeGreaterThan(150);
});
