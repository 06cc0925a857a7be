/** The session under a seeded simulator; tests/prove runs ten thousand seeds of the same. */
import { expect, test } from "vitest";
import { ConnectSimulation } from "../../tests/support/connect-simulation.ts";

/** 98: a device that heard of its own hello's change alone never asked for what it had missed. 468: a transfer ended without a revision. */
const seeds = [98, 468, ...Array.from({ length: 100 }, (_, index) => index + 1000)];

test("whatever the network does: one device an epoch, no command twice, and at rest everybody holds the same", () => {
  let applied = 0;
  for (const seed of seeds) {
    for (const sleepers of [false, true]) {
      const simulation = new ConnectSimulation(seed, { sleepers });
      expect([seed, sleepers, simulation.run()]).toEqual([seed, sleepers, []]);
      applied += simulation.commandsApplied;
    }
  }
  expect(applied).toBeGreaterThan(20 * seeds.length);
});
