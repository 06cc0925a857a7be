import { env, exports } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { errorBodySchema } from "../../contracts/errors.ts";
import type { PlaybackGrant } from "../../domain/grant.ts";
import { formatHttpDate } from "../../domain/http-date.ts";
import { ladder, type Tier } from "../../domain/ladder.ts";
import { grantKeysOf, signGrant } from "../../frame/grant-signature.ts";

const recordingId = "4uLU6hMCjMI75M1A2tKUQC";
const otherRecordingId = "0uLU6hMCjMI75M1A2tKUQC";
const imageId = "1uLU6hMCjMI75M1A2tKUQC";
const size = 10_007;
const previewSize = 4001;
const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
const publishedAt = Math.floor(Date.now() / 1000) * 1000 - 86_400_000;
const published = formatHttpDate(publishedAt);

async function sign(change: Partial<PlaybackGrant> = {}): Promise<string> {
  const grant = {
    expiresAt: Math.floor(Date.now() / 1000) * 1000 + 600_000,
    recordingId,
    publishedAt,
    files: [{ tier: "aac-128", bytes: size }],
  };
  return signGrant(grantKeysOf(env.GRANT_KEYS), { ...grant, files: [{ tier: "aac-128", bytes: size }], ...change });
}

function pathOf(grant: string, tier: Tier = "aac-128", recording = recordingId): string {
  return `/media/${grant}/${recording}/${ladder[tier].file}`;
}

async function request(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
  return exports.default.fetch(`https://nearfield.test${path}`, { method, headers });
}

async function expectBytes(answer: Response, start: number, end: number): Promise<void> {
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes.slice(start, end));
}

async function expectError(answer: Response, status: number, reason: string): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  const body = errorBodySchema.parse(await answer.json());
  expect(body.error).toMatchObject({ status, reason });
}

/** Every call to R2 from now on, reads first. */
function watchBucket(): () => string[] {
  const prototype: R2Bucket = Object.getPrototypeOf(env.MEDIA);
  const get = vi.spyOn(prototype, "get");
  const head = vi.spyOn(prototype, "head");
  return () => [
    ...get.mock.calls.map(([key, options]) => `get ${key} ${JSON.stringify(options?.range ?? "whole")}`),
    ...head.mock.calls.map(([key]) => `head ${key}`),
  ];
}

beforeAll(async () => {
  await env.MEDIA.put(`recordings/${recordingId}/aac-128.mp4`, bytes);
  await env.MEDIA.put(`recordings/${recordingId}/flac.mp4`, bytes);
  await env.MEDIA.put(`recordings/${otherRecordingId}/aac-128.mp4`, bytes);
  for (const file of ["300.jpg", "301.jpg", "300.png"]) await env.MEDIA.put(`images/${imageId}/${file}`, bytes);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a rendition", () => {
  it("is answered whole, with all that a player and a browser's cache need", async () => {
    const answer = await request(pathOf(await sign()), { "accept-encoding": "gzip" });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "access-control-allow-origin": "*",
      "cache-control": expect.stringMatching(/^private, max-age=(59\d|600), immutable, no-transform$/),
      "content-length": String(size),
      "content-type": 'audio/mp4; codecs="mp4a.40.2"',
      "cross-origin-resource-policy": "cross-origin",
      etag: expect.stringMatching(/^"[\w-]+"$/),
      "last-modified": published,
      "server-timing": expect.stringMatching(/^grant;dur=[\d.]+, bytes;dur=[\d.]+;desc="NONE"$/),
      "timing-allow-origin": "*",
      "x-content-type-options": "nosniff",
      "x-request-id": expect.any(String),
    });
    expect(answer.headers.get("access-control-expose-headers")).toMatch(/Content-Range/);
    expect(answer.headers.has("content-encoding")).toBe(false);
    expect(answer.headers.has("cache-tag")).toBe(false);
    expect(answer.headers.has("content-range")).toBe(false);
    await expectBytes(answer, 0, size);
  });

  it.each<[string, number, number]>([
    ["bytes=0-0", 0, 1],
    ["bytes=0-1023", 0, 1024],
    ["bytes=1-2", 1, 3],
    [`bytes=0-${size - 1}`, 0, size],
    [`bytes=0-${size}`, 0, size],
    ["bytes=0-", 0, size],
    [`bytes=${size - 1}-`, size - 1, size],
    [`bytes=${size - 1}-${size - 1}`, size - 1, size],
    [`bytes=${size - 2}-99999999999999999999`, size - 2, size],
    ["bytes=-1", size - 1, size],
    ["bytes=-500", size - 500, size],
    [`bytes=-${size}`, 0, size],
    [`bytes=-${size + 1}`, 0, size],
    ["Bytes=5-9", 5, 10],
    ["bytes= 5-9 ", 5, 10],
    ["bytes=,5-9,", 5, 10],
    ["bytes=0-4,5-9", 0, 10],
    ["bytes=5-9, 2-6, 99999-", 2, 10],
  ])("is answered in part: %s", async (range, start, end) => {
    const answer = await request(pathOf(await sign()), { range, "accept-encoding": "gzip" });
    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/${size}`);
    expect(answer.headers.get("content-length")).toBe(String(end - start));
    expect(answer.headers.get("content-type")).toBe('audio/mp4; codecs="mp4a.40.2"');
    expect(answer.headers.has("content-encoding")).toBe(false);
    await expectBytes(answer, start, end);
  });

  it.each(["bytes=5-2", "bytes=", "bytes=a-b", "bytes=0-0,x", "items=0-5", "0-5", "bytes=0-0,9-9"])(
    "is answered whole where a range does not count: %s",
    async (range) => {
      const answer = await request(pathOf(await sign()), { range });
      expect(answer.status).toBe(200);
      expect(answer.headers.has("content-range")).toBe(false);
      await expectBytes(answer, 0, size);
    },
  );

  it.each([`bytes=${size}-`, `bytes=${size}-${size + 5}`, "bytes=-0", "bytes=99999999999999999999-"])(
    "cannot be read past its end: %s",
    async (range) => {
      const answer = await request(pathOf(await sign()), { range });
      expect(answer.headers.get("content-range")).toBe(`bytes */${size}`);
      await expectError(answer, 416, "range_not_satisfiable");
    },
  );

  it("is described by HEAD as GET would, ranges aside", async () => {
    const path = pathOf(await sign());
    for (const headers of [{}, { range: "bytes=0-9" }, { range: `bytes=${size}-` }]) {
      const answer = await request(path, headers, "HEAD");
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-length")).toBe(String(size));
      expect(answer.headers.get("content-type")).toBe('audio/mp4; codecs="mp4a.40.2"');
      expect(await answer.text()).toBe("");
    }
  });

  it("takes no other method", async () => {
    const path = pathOf(await sign());
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const answer = await request(path, {}, method);
      expect(answer.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      await expectError(answer, 405, "method_not_allowed");
    }
  });

  it("may be asked for across origins", async () => {
    const answer = await request(pathOf("any"), { origin: "https://player.test", "access-control-request-method": "GET" }, "OPTIONS");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
    expect(answer.headers.get("access-control-allow-headers")).toMatch(/\bRange\b/);
  });
});

describe("conditions", () => {
  it("are settled over HTTP as they are in the domain", async () => {
    const path = pathOf(await sign());
    const etag = (await request(path, {}, "HEAD")).headers.get("etag") ?? "";
    const later = formatHttpDate(publishedAt + 1000);
    const earlier = formatHttpDate(publishedAt - 1000);
    const range = "bytes=0-9";
    const cases: [Record<string, string>, number][] = [
      [{ "if-none-match": etag }, 304],
      [{ "if-none-match": `W/${etag}` }, 304],
      [{ "if-none-match": "*" }, 304],
      [{ "if-none-match": '"x"' }, 200],
      [{ "if-none-match": '"x"', "if-modified-since": later }, 200],
      [{ "if-modified-since": published }, 304],
      [{ "if-modified-since": earlier }, 200],
      [{ "if-match": etag }, 200],
      [{ "if-match": '"x"' }, 412],
      [{ "if-unmodified-since": earlier }, 412],
      [{ "if-unmodified-since": published }, 200],
      [{ "if-none-match": etag, range }, 304],
      [{ "if-match": '"x"', range: `bytes=${size}-` }, 412],
      [{ range, "if-range": etag }, 206],
      [{ range, "if-range": published }, 206],
      [{ range, "if-range": `W/${etag}` }, 200],
      [{ range, "if-range": '"x"' }, 200],
      [{ range, "if-range": earlier }, 200],
    ];
    for (const [headers, status] of cases) {
      const answer = await request(path, headers);
      expect(answer.status, JSON.stringify(headers)).toBe(status);
      const body = await answer.arrayBuffer();
      if (status === 304)
        expect([body.byteLength, answer.headers.get("etag"), answer.headers.get("cache-control")?.slice(0, 8)]).toEqual([
          0,
          etag,
          "private,",
        ]);
      if (status === 200) expect(body.byteLength).toBe(size);
      if (status === 206) expect(body.byteLength).toBe(10);
    }
  });
});

describe("a preview's grant", () => {
  const files = [{ tier: "aac-128", bytes: previewSize }] as const;

  it("makes the prefix a complete representation of its own", async () => {
    const path = pathOf(await sign({ files }));
    const whole = await request(path);
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-length")).toBe(String(previewSize));
    expect(whole.headers.get("etag")).not.toBe((await request(pathOf(await sign()), {}, "HEAD")).headers.get("etag"));
    await expectBytes(whole, 0, previewSize);
    const tail = await request(path, { range: "bytes=-5" });
    expect(tail.headers.get("content-range")).toBe(`bytes ${previewSize - 5}-${previewSize - 1}/${previewSize}`);
    await expectBytes(tail, previewSize - 5, previewSize);
    const across = await request(path, { range: `bytes=${previewSize - 1}-${size}` });
    await expectBytes(across, previewSize - 1, previewSize);
    await expectError(await request(path, { range: `bytes=${previewSize}-` }), 416, "range_not_satisfiable");
  });
});

describe("never a byte", () => {
  it.each<[string, () => Promise<string>, number, string]>([
    ["without a grant", async () => `/media/${recordingId}/aac-128.mp4`, 401, "grant_missing"],
    ["for an empty grant", async () => pathOf(""), 401, "grant_missing"],
    ["for what is no grant", async () => pathOf("nothing"), 403, "grant_invalid"],
    [
      "for a forged one",
      async () => pathOf(`${(await sign()).slice(0, -1)}${(await sign()).endsWith("A") ? "B" : "A"}`),
      403,
      "grant_invalid",
    ],
    ["for an expired one", async () => pathOf(await sign({ expiresAt: Math.floor(Date.now() / 1000) * 1000 })), 401, "grant_expired"],
    ["of another recording", async () => pathOf(await sign(), "aac-128", otherRecordingId), 403, "grant_invalid"],
    ["of a tier above the granted", async () => pathOf(await sign(), "flac"), 403, "grant_invalid"],
    ["of a file outside the ladder", async () => `/media/${await sign()}/${recordingId}/master.wav`, 403, "grant_invalid"],
    [
      "by a path that climbs",
      async () => `/media/${await sign()}/${recordingId}/..%2F${otherRecordingId}%2Faac-128.mp4`,
      403,
      "grant_invalid",
    ],
    [
      "for a key that nobody holds",
      async () =>
        pathOf(
          await signGrant(grantKeysOf(JSON.stringify({ current: 1, keys: { 1: "A".repeat(43) } })), {
            expiresAt: 4e12,
            recordingId,
            publishedAt,
            files: [{ tier: "aac-128", bytes: size }],
          }),
        ),
      403,
      "grant_invalid",
    ],
  ])("%s", async (_, path, status, reason) => {
    const refused = await path();
    // Also when the bytes were just read by someone who may.
    await request(pathOf(await sign())).then((answer) => answer.arrayBuffer());
    const calls = watchBucket();
    for (const headers of [{}, { range: "bytes=0-9" }, { "if-none-match": "*" }, { range: "bytes=99999-" }]) {
      await expectError(await request(refused, headers), status, reason);
    }
    const head = await request(refused, {}, "HEAD");
    expect([head.status, await head.text()]).toEqual([status, ""]);
    expect(calls()).toEqual([]);
  });

  it("once the object is gone, whatever grant is held", async () => {
    const path = pathOf(await sign({ recordingId: otherRecordingId }), "aac-128", otherRecordingId);
    await expectBytes(await request(path), 0, size);
    await env.MEDIA.delete(`recordings/${otherRecordingId}/aac-128.mp4`);
    await exports.Recording.invalidate([`recording:${otherRecordingId}`, "album:elsewhere"]);
    await expectError(await request(path), 404, "not_found");
    await expectError(await request(path, { range: "bytes=0-9" }), 404, "not_found");
  });

  it("of an object that is shorter than its grant says", async () => {
    vi.spyOn(console, "log").mockReturnValue();
    await expectError(await request(pathOf(await sign({ files: [{ tier: "aac-128", bytes: size + 1 }] }))), 500, "internal");
  });
});

describe("what a stream costs", () => {
  const readOf = (offset: number, length: number) => `get recordings/${recordingId}/aac-128.mp4 {"offset":${offset},"length":${length}}`;

  it("is one R2 read a request, of the bytes sent and no more: head and rest are two", async () => {
    const calls = watchBucket();
    const path = pathOf(await sign());
    await expectBytes(await request(path, { range: "bytes=0-999" }), 0, 1000);
    await expectBytes(await request(path, { range: "bytes=1000-" }), 1000, size);
    expect(calls()).toEqual([readOf(0, 1000), readOf(1000, size - 1000)]);
  });

  it("is one more a seek", async () => {
    const calls = watchBucket();
    const path = pathOf(await sign());
    for (const start of [7000, 20, 9999])
      await expectBytes(await request(path, { range: `bytes=${start}-${start + 5}` }), start, start + 6);
    expect(calls()).toEqual([readOf(7000, 6), readOf(20, 6), readOf(9999, 6)]);
  });

  it("is no R2 read for HEAD, 304, 412 and 416", async () => {
    const calls = watchBucket();
    const path = pathOf(await sign());
    const statuses = [
      await request(path, {}, "HEAD"),
      await request(path, { "if-none-match": "*" }),
      await request(path, { "if-match": '"x"' }),
      await request(path, { range: `bytes=${size}-` }),
    ].map((answer) => answer.status);
    expect(statuses).toEqual([200, 304, 412, 416]);
    expect(calls()).toEqual([]);
  });
});

describe("behind the platform's cache, which takes the range away", () => {
  it("a recording is answered whole, immutable and tagged", async () => {
    const answer = await exports.Recording.fetch(`https://object/recordings/${recordingId}/aac-128.mp4`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "cache-tag": `recording:${recordingId}`,
      "content-length": String(size),
      "content-type": 'audio/mp4; codecs="mp4a.40.2"',
    });
    await expectBytes(answer, 0, size);
  });

  it("what is gone is not kept as gone", async () => {
    const answer = await exports.Recording.fetch(`https://object/recordings/${otherRecordingId}/flac.mp4`);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });

  it("nothing but renditions is read, whatever key is asked for", async () => {
    const answer = await exports.Recording.fetch(`https://object/images/${imageId}/300.jpg`);
    expect(answer.status).toBe(404);
  });
});

describe("a cover", () => {
  it("is public, whole and immutable", async () => {
    const answer = await request(`/images/${imageId}/300.jpg`, { range: "bytes=0-9" });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-length": String(size),
      "content-type": "image/jpeg",
      "access-control-allow-origin": "*",
    });
    await expectBytes(answer, 0, size);
  });

  it("is described by HEAD and revalidated without a read", async () => {
    const head = await request(`/images/${imageId}/300.jpg`, {}, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(size), ""]);
    const calls = watchBucket();
    const again = await request(`/images/${imageId}/300.jpg`, { "if-none-match": head.headers.get("etag") ?? "" });
    expect([again.status, calls()]).toEqual([304, []]);
  });

  it.each([
    `/images/${imageId}/301.jpg`,
    `/images/${imageId}/300.png`,
    `/images/${otherRecordingId}/300.jpg`,
    "/images/x/300.jpg",
    `/images/${imageId}/..%2f300.jpg`,
  ])("exists in its sizes only: %s", async (path) => {
    await expectError(await request(path), 404, "not_found");
  });

  it("is tagged for the platform's cache, and forgotten by that tag", async () => {
    const answer = await exports.Cover.fetch(`https://object/images/${imageId}/300.jpg`);
    expect([answer.headers.get("cache-tag"), (await answer.arrayBuffer()).byteLength]).toEqual([`image:${imageId}`, size]);
    await exports.Cover.invalidate([`image:${imageId}`, "recording:elsewhere"]);
  });

  it("takes no other method", async () => {
    await expectError(await request(`/images/${imageId}/300.jpg`, {}, "POST"), 405, "method_not_allowed");
  });
});

it("logs the route, never the grant", async () => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    lines.push(line);
  });
  const grant = await sign();
  await request(pathOf(grant)).then((answer) => answer.arrayBuffer());
  await request(pathOf("forged"));
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { worker: "media", route: "/media/:grant/:recording/:file", status: 200 },
    { worker: "media", route: "/media/:grant/:recording/:file", status: 403, code: "grant_invalid" },
  ]);
  expect(lines.join("")).not.toContain(grant);
});
