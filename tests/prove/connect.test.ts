import { expect, test } from "vitest";
import { ConnectSimulation } from "../support/connect-simulation.ts";

test("ten thousand seeds of a Connect session on a bad network", () => {
  for (let seed = 1; seed <= 10_000; seed++) expect([seed, new ConnectSimulation(seed).run()]).toEqual([seed, []]);
});
