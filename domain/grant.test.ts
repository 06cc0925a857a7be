import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeGrant, encodeGrant, grantExpiry, permittedFile, type PlaybackGrant } from "./grant.ts";
import { encodeId } from "./ids.ts";
import { tiers } from "./ladder.ts";

const seconds = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => value * 1000);
const files = fc
  .uniqueArray(fc.nat({ max: tiers.length - 1 }), { maxLength: tiers.length })
  .map((numbers) => numbers.toSorted((a, b) => a - b))
  .chain((numbers) =>
    fc.tuple(
      ...numbers.map((number) =>
        fc.record({ tier: fc.constant(tiers[number] ?? "flac"), bytes: fc.maxSafeNat().map((value) => value % 2 ** 40) }),
      ),
    ),
  );
const grants = fc.record({
  expiresAt: seconds,
  recordingId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(encodeId),
  publishedAt: seconds,
  files,
});
const keyed = fc.record({ keyId: fc.nat({ max: 255 }), grant: grants });

const grant: PlaybackGrant = {
  expiresAt: 1_800_000_000_000,
  recordingId: "4uLU6hMCjMI75M1A2tKUQC",
  publishedAt: 1_700_000_000_000,
  files: [{ tier: "aac-128", bytes: 3_000_000 }],
};

describe("a grant's bytes", () => {
  it("come back as the grant they were made from", () => {
    fc.assert(
      fc.property(keyed, (value) => {
        expect(decodeGrant(encodeGrant(value))).toEqual(value);
      }),
    );
  });

  it("are never two forms of one grant: what decodes encodes to the same bytes, tier order aside", () => {
    fc.assert(
      fc.property(keyed, (value) => {
        const reversed = { ...value, grant: { ...value.grant, files: value.grant.files.toReversed() } };
        expect(encodeGrant(reversed)).toEqual(encodeGrant(value));
      }),
    );
  });

  it("are refused, not misread, when they are anything else", () => {
    const bytes = encodeGrant({ keyId: 1, grant });
    expect(decodeGrant(new Uint8Array())).toBeUndefined();
    expect(decodeGrant(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
    expect(decodeGrant(Uint8Array.from([2, ...bytes.subarray(1)]))).toBeUndefined();
    expect(decodeGrant(bytes.map((byte, index) => (index === 26 ? 200 : byte)))).toBeUndefined();
  });

  it.each([
    ["a fraction of a second", { expiresAt: 1500 }],
    ["an instant past 2106", { publishedAt: 2 ** 32 * 1000 }],
    ["a negative instant", { publishedAt: -1000 }],
    ["what is not an id", { recordingId: "x" }],
    ["a length over 40 bits", { files: [{ tier: "flac", bytes: 2 ** 40 }] }],
    ["a tier named twice", { files: [grant.files, grant.files].flat() }],
  ] satisfies [string, Partial<PlaybackGrant>][])("cannot hold %s", (_, change) => {
    expect(() => encodeGrant({ keyId: 1, grant: { ...grant, ...change } })).toThrow(RangeError);
  });
});

describe("an expiry", () => {
  it("is a whole quarter of an hour, at least twice the track and five minutes ahead, and no more than a quarter beyond", () => {
    fc.assert(
      fc.property(fc.nat({ max: 4e12 }), fc.nat({ max: 36e5 }), (now, duration) => {
        const expiry = grantExpiry(now, duration);
        expect(expiry % 900_000).toBe(0);
        const least = now + Math.max(2 * duration, 300_000);
        expect(expiry).toBeGreaterThanOrEqual(least);
        expect(expiry).toBeLessThan(least + 900_000);
      }),
    );
  });

  it("repeats within the quarter, so that URLs do", () => {
    const start = 1_800_000_000_000;
    expect(grantExpiry(start + 1, 0)).toBe(grantExpiry(start + 599_999, 0));
  });
});

describe("what a grant permits", () => {
  it("is its own recording's granted files and nothing else", () => {
    expect(permittedFile(grant, grant.recordingId, "aac-128.mp4")).toEqual({ tier: "aac-128", bytes: 3_000_000 });
    expect(permittedFile(grant, grant.recordingId, "aac-256.mp4")).toBeUndefined();
    expect(permittedFile(grant, grant.recordingId, "aac-128")).toBeUndefined();
    expect(permittedFile(grant, "0uLU6hMCjMI75M1A2tKUQC", "aac-128.mp4")).toBeUndefined();
  });
});
