import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlaybackGrant } from "../domain/grant.ts";
import { grantKeysOf, signGrant, verifyGrant } from "./grant-signature.ts";

const oldSecret = "A".repeat(43);
const newSecret = `${"B".repeat(42)}A`;
const oldKeys = grantKeysOf(JSON.stringify({ current: 1, keys: { 1: oldSecret } }));
const bothKeys = grantKeysOf(JSON.stringify({ current: 2, keys: { 1: oldSecret, 2: newSecret } }));
const newKeys = grantKeysOf(JSON.stringify({ current: 2, keys: { 2: newSecret } }));

const now = 1_800_000_000_000;
const grant: PlaybackGrant = {
  expiresAt: now + 60_000,
  recordingId: "4uLU6hMCjMI75M1A2tKUQC",
  publishedAt: 1_700_000_000_000,
  files: [
    { tier: "aac-128", bytes: 3_000_000 },
    { tier: "vorbis-160", bytes: 4_000_000 },
  ],
};

describe("a signed grant", () => {
  it("is believed, with what it says, and fits a path segment", async () => {
    const text = await signGrant(oldKeys, grant);
    expect(text).toMatch(/^[\w-]{72}$/);
    expect(await verifyGrant(oldKeys, text, now)).toEqual({ kind: "valid", grant });
  });

  it("is the same text for the same grant", async () => {
    expect(await signGrant(oldKeys, grant)).toBe(await signGrant(oldKeys, grant));
  });

  it("expires at its instant, not after", async () => {
    const text = await signGrant(oldKeys, grant);
    expect((await verifyGrant(oldKeys, text, grant.expiresAt - 1)).kind).toBe("valid");
    expect(await verifyGrant(oldKeys, text, grant.expiresAt)).toEqual({ kind: "expired" });
  });

  it("is forged when any one bit of it differs, also when it expired", async () => {
    const text = await signGrant(oldKeys, grant);
    const bytes = Buffer.from(text, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await verifyGrant(bothKeys, changed.toString("base64url"), now), `bit ${bit}`).toEqual({ kind: "forged" });
    }
    const early = Buffer.from(bytes).fill(0, 2, 6).toString("base64url");
    expect(await verifyGrant(oldKeys, early, now)).toEqual({ kind: "forged" });
  });

  it("has one text only: other spellings of its bytes are refused", async () => {
    const text = await signGrant(oldKeys, { ...grant, files: grant.files.slice(0, 1) });
    expect(text.length % 4).toBe(0);
    expect(await verifyGrant(oldKeys, `${text}=`, now)).toEqual({ kind: "forged" });
    expect(await verifyGrant(oldKeys, ` ${text}`, now)).toEqual({ kind: "forged" });
    expect(await verifyGrant(oldKeys, `${text}A`, now)).toEqual({ kind: "forged" });
  });

  it("is told from any other text, which is forged and never throws", async () => {
    const texts = fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{0,200}$/), fc.constant("A".repeat(100_000)));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await verifyGrant(oldKeys, text, now)).toEqual({ kind: "forged" });
      }),
    );
  });
});

describe("keys", () => {
  it("rotate by overlap: both are believed while both are held, the new one signs", async () => {
    const before = await signGrant(oldKeys, grant);
    const after = await signGrant(bothKeys, grant);
    expect((await verifyGrant(bothKeys, before, now)).kind).toBe("valid");
    expect((await verifyGrant(newKeys, after, now)).kind).toBe("valid");
    expect((await verifyGrant(newKeys, before, now)).kind).toBe("forged");
    expect((await verifyGrant(oldKeys, after, now)).kind).toBe("forged");
  });

  it.each([
    ["a short key", { current: 1, keys: { 1: "AAAA" } }],
    ["a key that is not base64url", { current: 1, keys: { 1: `${"+".repeat(42)}A` } }],
    ["a current key that is absent", { current: 2, keys: { 1: oldSecret } }],
    ["no keys", { current: 1, keys: {} }],
  ])("are refused with %s", (_, secret) => {
    expect(() => grantKeysOf(JSON.stringify(secret))).toThrow();
  });
});
