import fc from "fast-check";
import { expect, test } from "vitest";
import { judgePoll, readUserCode, userCodeAlphabet, userCodeFrom, writeUserCode } from "./device.ts";

const code = fc.array(fc.constantFrom(...Array.from(userCodeAlphabet)), { minLength: 8, maxLength: 8 }).map((letters) => letters.join(""));

test("RFC 8628 6.1: a user code is read however it is typed", () => {
  fc.assert(
    fc.property(code, fc.array(fc.constantFrom(" ", "-", ".", "\u2013"), { minLength: 9, maxLength: 9 }), (shown, between) => {
      expect(readUserCode(writeUserCode(shown))).toBe(shown);
      const typed = Array.from(shown, (letter, index) => `${between[index]}${letter.toLowerCase()}`).join("");
      expect(readUserCode(typed)).toBe(shown);
    }),
  );
  for (const typed of ["", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJH1", "ADJB-MJHT", "WDJB_MJH\u0130"])
    expect(readUserCode(typed), typed).toBeUndefined();
});

test("every letter is as likely as any other", () => {
  const counts = new Map<string, number>();
  // Each byte once, so that a letter that is favoured shows.
  for (let byte = 0; byte < 256; byte++) {
    const letter = userCodeFrom(new Uint8Array(8).fill(byte))?.charAt(0);
    if (letter !== undefined) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect([counts.size, new Set(counts.values()).size]).toEqual([20, 1]);
  expect(userCodeFrom(new Uint8Array(32).fill(255))).toBeUndefined();
});

test("RFC 8628 3.5: whoever asks too early waits five seconds longer each time", () => {
  const now = 1_800_000_000_000;
  const waiting = { status: "pending", expiresAt: now + 600_000, polledAt: null, intervalSeconds: 5 } as const;
  expect(judgePoll(waiting, now)).toEqual({ kind: "authorization_pending", intervalSeconds: 5 });
  expect(judgePoll({ ...waiting, polledAt: now - 5000 }, now)).toEqual({ kind: "authorization_pending", intervalSeconds: 5 });
  expect(judgePoll({ ...waiting, polledAt: now - 4000 }, now)).toEqual({ kind: "slow_down", intervalSeconds: 10 });
  expect(judgePoll({ ...waiting, polledAt: now - 9000, intervalSeconds: 10 }, now)).toEqual({ kind: "slow_down", intervalSeconds: 15 });
  expect(judgePoll({ ...waiting, status: "denied" }, now)).toEqual({ kind: "access_denied" });
  expect(judgePoll({ ...waiting, status: "approved", polledAt: now }, now)).toEqual({ kind: "approved" });
  for (const status of ["pending", "approved", "denied"] as const)
    expect(judgePoll({ ...waiting, status, expiresAt: now }, now)).toEqual({ kind: "expired_token" });
});
