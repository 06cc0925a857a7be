import { expect, test } from "vitest";
import { createGuestTokens } from "./guestToken.ts";

function fixture(status = 200) {
  let asked = 0;
  let clock = 0;
  const request = () => {
    asked += 1;
    const body = status === 200 ? { access_token: `token-${asked}`, token_type: "Bearer", expires_in: 600, scope: "" } : {};
    return Promise.resolve(Response.json(body, { status }));
  };
  return { tokens: createGuestTokens(request, () => clock), asked: () => asked, pass: (ms: number) => (clock += ms) };
}

test("callers at the same time share one request", async () => {
  const { tokens, asked } = fixture();
  expect(await Promise.all([tokens(), tokens(), tokens({ renew: true })])).toEqual(["token-1", "token-1", "token-1"]);
  expect(asked()).toBe(1);
});

test("a token is kept until a minute before it expires", async () => {
  const { tokens, pass } = fixture();
  await tokens();
  pass(539_000);
  expect(await tokens()).toBe("token-1");
  pass(2000);
  expect(await tokens()).toBe("token-2");
});

test("a refused token is replaced when asked", async () => {
  const { tokens } = fixture();
  await tokens();
  expect(await tokens({ renew: true })).toBe("token-2");
});

test("a failure is not kept", async () => {
  const { tokens, asked } = fixture(503);
  await expect(tokens()).rejects.toMatchObject({ failure: "busy" });
  await expect(tokens()).rejects.toMatchObject({ failure: "busy" });
  expect(asked()).toBe(2);
});
