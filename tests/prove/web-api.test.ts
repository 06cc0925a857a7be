/** Every operation of the Web API, asked by a hundred thousand requests made up from its contract. */
import { expect, test } from "vitest";
import { startService } from "../support/runtime.ts";
import { tryContracts } from "../support/web-api-world.ts";

test("a hundred thousand requests: no fault of the service, every answer as declared", { timeout: 3_600_000 }, async () => {
  const seed = Math.floor(Math.random() * 1e9);
  console.log(`seed ${seed}`);
  const service = await startService({ databases: 2 });
  try {
    expect(await tryContracts(service, 100_000, seed)).toEqual([]);
  } finally {
    await service.stop();
  }
});
