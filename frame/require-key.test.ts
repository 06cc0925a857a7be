import { Hono } from "hono";
import { expect, it, vi } from "vitest";
import { answerError } from "./app.ts";
import { requireKey } from "./require-key.ts";

// workerd's own, which Node lacks.
Object.assign(crypto.subtle, {
  timingSafeEqual: (left: ArrayBuffer, right: ArrayBuffer) => String(new Uint8Array(left)) === String(new Uint8Array(right)),
});

function door(key: string): Hono {
  vi.spyOn(console, "log").mockReturnValue();
  const app = new Hono();
  app.onError((error, context) => answerError(context, error));
  app.get("/", async (context) => {
    await requireKey(context, key);
    return context.text("open");
  });
  return app;
}

it("opens to its key alone", async () => {
  expect((await door("secret").request("/", { headers: { authorization: "Bearer secret" } })).status).toBe(200);
  expect((await door("secret").request("/", { headers: { authorization: "bearer  secret" } })).status).toBe(200);
});

it.each([undefined, "Bearer", "Bearer secre", "Bearer secrets", "Basic secret", "secret"])(
  "says what it wants of %s",
  async (authorization) => {
    const answer = await door("secret").request("/", { headers: { ...(authorization && { authorization }) } });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  },
);

it("opens to nobody while it has no key", async () => {
  for (const authorization of ["Bearer ", "Bearer undefined"]) {
    expect((await door("").request("/", { headers: { authorization } })).status).toBe(401);
  }
});
