import { env, exports } from "cloudflare:workers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { resolveRange, contentRangeOf } from "../../domain/range.ts";
import { readBytes } from "./read-bytes.ts";

const key = "recordings/4uLU6hMCjMI75M1A2tKUQC/aac-128.mp4";
const size = 1000;
const bytes = Uint8Array.from({ length: size }, (_, index) => index & 255);

/** What Workers Cache is documented to do: asks for the whole without `Range`, and cuts the part itself. */
async function throughCache(input: string, init: { headers: Record<string, string> }): Promise<Response> {
  const filled = await exports.Recording.fetch(input);
  if (filled.status !== 200) return filled;
  const stored = new Uint8Array(await filled.arrayBuffer());
  const asked = resolveRange(init.headers["range"], stored.length);
  if (asked.kind !== "part") return new Response(null, { status: 416 });
  const { offset, length } = asked.range;
  const headers = { "content-range": contentRangeOf(asked.range, stored.length), "cf-cache-status": "HIT" };
  return new Response(stored.slice(offset, offset + length), { status: 206, headers });
}

const straight = (input: string, init: { headers: Record<string, string> }) => exports.Recording.fetch(input, init);

beforeAll(async () => {
  await env.MEDIA.put(key, bytes);
});

describe.each([
  ["through the platform's cache", throughCache, "HIT"],
  ["where there is none", straight, "NONE"],
])("%s", (_, fetchObject, cacheStatus) => {
  it("the bytes asked for are the bytes read", async () => {
    const ranges = fc
      .tuple(fc.nat({ max: size - 1 }), fc.nat({ max: size - 1 }))
      .map(([a, b]) => ({ offset: Math.min(a, b), length: Math.abs(a - b) + 1 }));
    await fc.assert(
      fc.asyncProperty(ranges, async (range) => {
        const read = await readBytes(fetchObject, key, range);
        expect(read.cacheStatus).toBe(cacheStatus);
        expect(new Uint8Array(await new Response(read.body).arrayBuffer())).toEqual(bytes.slice(range.offset, range.offset + range.length));
      }),
      { numRuns: 40 },
    );
  });

  it("what is gone is not found", async () => {
    await expect(readBytes(fetchObject, key.replace("aac-128", "flac"), { offset: 0, length: 1 })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it.each([
    { offset: 0, length: size + 1 },
    { offset: size - 1, length: 2 },
  ])("bytes past the end are an error, not fewer bytes: %o", async (range) => {
    await expect(readBytes(fetchObject, key, range)).rejects.toThrow();
  });
});

describe("an answer that is not what was asked for is never passed on", () => {
  const range = { offset: 0, length: 10 };
  it.each<[string, Response]>([
    ["the whole for a part", new Response(bytes, { headers: { "content-length": String(size) } })],
    ["another part", new Response(bytes.slice(1, 11), { status: 206, headers: { "content-range": `bytes 1-10/${size}` } })],
    ["a longer part", new Response(bytes.slice(0, 100), { status: 206, headers: { "content-range": `bytes 0-99/${size}` } })],
    ["a part that does not say which", new Response(bytes.slice(0, 10), { status: 206 })],
    ["an error", new Response("broken", { status: 503 })],
  ])("%s", async (_, answer) => {
    await expect(readBytes(async () => answer, key, range)).rejects.toThrow("not with the bytes asked for");
  });

  it("unless the whole is what was asked for", async () => {
    const answer = new Response(bytes, { headers: { "content-length": String(size) } });
    const read = await readBytes(async () => answer, key, { offset: 0, length: size });
    expect(new Uint8Array(await new Response(read.body).arrayBuffer())).toEqual(bytes);
  });
});
