import { expect, test } from "vitest";
import { ConnectSimulation } from "../support/connect-simulation.ts";

test("ten thousand seeds of a Connect session on a bad network, every other one with devices that sleep", () => {
  for (let seed = 1; seed <= 10_000; seed++) {
    const wrong = new ConnectSimulation(seed, { sleepers: seed % 2 === 0 }).run();
    if (wrong.length > 0) expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  }
});
