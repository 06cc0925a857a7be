import { Hono } from "hono";
import { expect, test } from "vitest";
import { createApp, undeclaredRoutes } from "./app.ts";
import type { Policies } from "./policy.ts";

const policies: Policies = {
  "GET /things/:id": { kind: "open" },
  "ALL /things/:id": { kind: "open" },
  "GET /gone": { kind: "open" },
};

function makeApp() {
  const things = new Hono();
  things.use("*", (_, next) => next());
  things.get("/:id", (context) => context.text("thing"));
  things.all("/:id", (context) => context.text("no", 405));
  things.get("/:id/secret", (context) => context.text("secret"));
  const app = createApp({ worker: "test", policies });
  app.route("/things", things);
  return app;
}

test("a route that nobody declared answers nobody", async () => {
  const app = makeApp();
  expect((await app.request("/things/1", {}, {})).status).toBe(200);
  expect((await app.request("/things/1", { method: "DELETE" }, {})).status).toBe(405);
  const undeclared = await app.request("/things/1/secret", {}, {});
  expect([undeclared.status, await undeclared.text()]).toEqual([500, expect.not.stringContaining("secret")]);
});

test("routes without a policy and policies without a route are named; what only wraps routes is none", () => {
  makeApp();
  expect(undeclaredRoutes.get("test")?.()).toEqual(["GET /things/:id/secret has no policy", "GET /gone has a policy and is no route"]);
});
