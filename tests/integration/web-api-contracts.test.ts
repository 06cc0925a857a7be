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

test("a page of any other site may call with a token, errors included, and is asked nothing else first", async () => {
  const url = `${service.url}/v1/browse/new-releases`;
  const elsewhere = { origin: "https://app.example" };
  const preflight = await fetch(url, {
    method: "OPTIONS",
    headers: { ...elsewhere, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
  expect(preflight.headers.get("access-control-allow-headers")).toMatch(/Authorization/);
  const answered = await fetch(url, { headers: { ...elsewhere, authorization: `Bearer ${await service.token()}` } });
  const refused = await fetch(url, { headers: elsewhere });
  expect([answered.status, refused.status]).toEqual([200, 401]);
  for (const { headers } of [answered, refused]) {
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  }
});
