import { expect, test, vi } from "vitest";
import type { AccessClaims } from "../../../contracts/access-token.ts";
import type { CurrentEntitlement } from "../../../contracts/entitlement.ts";
import { currentClaims } from "./current-claims.ts";

const claims: AccessClaims = {
  iss: "https://music.example",
  aud: "nearfield-api",
  sub: "an account",
  sid: "a session",
  client_id: "nearfield-player",
  exp: 600,
  iat: 0,
  jti: "1",
  scope: "streaming",
  plan: "free",
  market: "DE",
  explicit: "allowed",
  roles: ["listener"],
};
const answering = (answer: CurrentEntitlement) => ({ of: vi.fn(() => Promise.resolve(answer)) });

test("what changed since the token was issued counts, up and down", async () => {
  const entrypoint = answering({ live: true, plan: "premium", market: "FR", explicit: "under_age" });
  expect(await currentClaims(entrypoint, claims)).toEqual({ ...claims, plan: "premium", market: "FR", explicit: "under_age" });
  expect(entrypoint.of).toHaveBeenCalledWith("an account", "a session");
});

test("a session that was ended gets nothing more", async () => {
  await expect(currentClaims(answering({ live: false }), claims)).rejects.toMatchObject({ code: "token_revoked" });
});

test("guests and apps that act for themselves are not asked about", async () => {
  const entrypoint = answering({ live: false });
  for (const role of ["guest", "client"] as const) {
    const theirs = { ...claims, roles: [role] };
    expect(await currentClaims(entrypoint, theirs)).toBe(theirs);
  }
  expect(entrypoint.of).not.toHaveBeenCalled();
});

test("where nobody answers, answers what is no entitlement, or answers late, the token counts", async () => {
  vi.useFakeTimers();
  try {
    const never = currentClaims({ of: () => new Promise(() => undefined) }, claims);
    await vi.advanceTimersByTimeAsync(400);
    expect(await never).toBe(claims);
    expect(await currentClaims({ of: () => Promise.reject(new Error("gone")) }, claims)).toBe(claims);
    expect(await currentClaims({ of: () => Promise.resolve(JSON.parse('{"live":true}')) }, claims)).toBe(claims);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
