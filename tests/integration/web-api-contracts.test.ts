/** Every operation of the Web API, asked by requests made up from its contract. tests/prove does the same a hundred thousand times. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startService, type TestService } from "../support/runtime.ts";
import { tryContracts } from "../support/web-api-world.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test("no request is a fault of the service, every answer is as declared, and every refusal says why", async () => {
  expect(await tryContracts(service, 2500, 4)).toEqual([]);
});
