import { expect, test } from "vitest";
import type { AccessClaims } from "../contracts/access-token.ts";
import { callerOf, countRequest, requestLimits, requestWindow, type Caller } from "./request-limits.ts";

const start = 1_800_000_000_000;
const here = { REQUEST_LIMITS: "1" };

async function refusals(caller: Caller, count: number, now = start, env = here): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => countRequest(env, caller, now)));
  return outcomes.flatMap((outcome): unknown[] => (outcome.status === "rejected" ? [outcome.reason] : []));
}

test("one request too many is refused until the window ends, and says how long that is", async () => {
  expect(await refusals({ listener: "a" }, requestLimits.LISTENER_REQUESTS, start + 3000)).toEqual([]);
  const [refusal] = await refusals({ listener: "a" }, 1, start + 3000);
  expect(refusal).toMatchObject({ code: "rate_limited", headers: { "retry-after": "7" } });
  expect(await refusals({ listener: "b" }, 1, start + 3000)).toEqual([]);
  expect(await refusals({ listener: "a" }, 1, start + 10_000)).toEqual([]);
});

test("an app is limited as a whole, whoever it asks for; a factor allows so many times as much", async () => {
  for (let index = 0; index < requestLimits.CLIENT_REQUESTS; index += 1)
    await countRequest(here, { client: "app", listener: `l${index}` }, start);
  expect(await refusals({ client: "app", listener: "another" }, 1)).toHaveLength(1);
  expect(await refusals({ client: "app", listener: "another" }, 1, start, { REQUEST_LIMITS: "2" })).toEqual([]);
});

test("deployed, the platform counts", async () => {
  const asked: string[] = [];
  const limiter = (success: boolean) => ({ limit: async ({ key }: { key: string }) => (asked.push(key), { success }) });
  const env = { REQUEST_LIMITS: "platform", LISTENER_REQUESTS: limiter(true), CLIENT_REQUESTS: limiter(false) };
  await expect(countRequest(env, { listener: "a", client: "app" }, start)).rejects.toMatchObject({
    code: "rate_limited",
    headers: { "retry-after": String(requestWindow) },
  });
  expect(asked).toEqual(["a", "app"]);
});

test("listeners are counted by account and by app, guests by address, apps for themselves by app", () => {
  const request = new Request("https://music.example", { headers: { "cf-connecting-ip": "203.0.113.7" } });
  const claims = (change: Partial<AccessClaims>): AccessClaims => ({
    iss: "https://music.example",
    aud: "nearfield-api",
    sub: "account",
    sid: "session",
    client_id: "nearfield-player",
    exp: 0,
    iat: 0,
    jti: "jti",
    scope: "",
    plan: "free",
    market: "DE",
    explicit: "allowed",
    roles: ["listener"],
    ...change,
  });
  expect(callerOf(claims({}), request)).toEqual({ listener: "account" });
  expect(callerOf(claims({ client_id: "app" }), request)).toEqual({ listener: "account", client: "app" });
  expect(callerOf(claims({ client_id: "app", sub: "app", roles: ["client"] }), request)).toEqual({ client: "app" });
  expect(callerOf(claims({ sub: "guest:1", roles: ["guest"] }), request)).toEqual({ address: "203.0.113.7" });
});
