import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { migrateLibrary } from "./support/playlists.ts";
import { ObjectSimulation } from "./support/convergence.ts";

beforeAll(migrateLibrary);

/** Two in the ordinary tests; tests/prove asks for more. */
const seeds = Array.from({ length: Number(Reflect.get(env, "SEEDS")) }, (_, index) => index + 1);

test.each(seeds)(
  "on a real object that is evicted meanwhile, everybody ends with the same as the model (seed %i)",
  { timeout: 120_000 },
  async (seed) => {
    const simulation = await ObjectSimulation.begin(seed);
    expect(await simulation.run(200)).toEqual([]);
  },
);
