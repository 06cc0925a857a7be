import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { imageSizes } from "../../domain/catalogue.ts";
import { readJpeg } from "../../domain/jpeg.ts";
import { blankRaster } from "../../domain/raster.ts";
import { grantKeysOf } from "../../frame/grant-signature.ts";
import { mosaicAddress } from "../../frame/mosaic-address.ts";
import { decodeJpeg, encodeJpeg } from "./jpeg-codec.ts";

const holder = "5uLU6hMCjMI75M1A2tKUQC";
const covers = ["1uLU6hMCjMI75M1A2tKUQC", "2uLU6hMCjMI75M1A2tKUQC", "3uLU6hMCjMI75M1A2tKUQC", "4uLU6hMCjMI75M1A2tKUQC"];
const colours = [
  [200, 30, 30],
  [30, 200, 30],
  [30, 30, 200],
  [220, 220, 220],
];

async function jpegOf(width: number, height: number, colour: readonly number[]): Promise<Uint8Array<ArrayBuffer>> {
  const raster = blankRaster(width, height);
  for (let at = 0; at < raster.data.length; at += 4) raster.data.set([...colour, 255], at);
  return encodeJpeg(raster);
}

async function waitForNextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await env.MEDIA.head("nothing");
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(`https://nearfield.test${path}`, init);
}

/** The colour in the middle of each quarter of a square, to the nearest ten. */
function quartersOf({ width, data }: { width: number; data: Uint8ClampedArray }): number[][] {
  const [near, far] = [Math.floor(width / 4), Math.floor((3 * width) / 4)];
  const places = [[near, near], [far, near], [near, far], [far, far]]; // prettier-ignore
  return places.map(([x = 0, y = 0]) =>
    [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)].map((value) => Math.round(value / 10) * 10),
  );
}

beforeAll(async () => {
  for (const [index, cover] of covers.entries()) {
    for (const edge of imageSizes) await env.MEDIA.put(`images/${cover}/${edge}.jpg`, await jpegOf(edge, edge, colours[index] ?? []));
  }
});

describe("a mosaic", () => {
  it.each([600, 300, 64])("of %i pixels shows its four covers as a page is read", async (edge) => {
    const address = await mosaicAddress(grantKeysOf(env.GRANT_KEYS), covers);
    const answer = await request(`${address}/${edge}.jpg`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": "image/jpeg",
      "access-control-allow-origin": "*",
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const raster = await decodeJpeg(bytes);
    expect([answer.status, raster?.width, raster?.height, Number(answer.headers.get("content-length"))]).toEqual([
      200,
      edge,
      edge,
      bytes.length,
    ]);
    expect(quartersOf(raster ?? blankRaster(0, 0))).toEqual(colours);
    const again = await request(`${address}/${edge}.jpg`);
    expect(new Uint8Array(await again.arrayBuffer())).toEqual(bytes);
    const etag = answer.headers.get("etag") ?? "";
    expect((await request(`${address}/${edge}.jpg`, { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  it("is composed for nobody whom the api did not send", async () => {
    const address = await mosaicAddress(grantKeysOf(env.GRANT_KEYS), covers);
    const others = [
      `${address.slice(0, -1)}${address.endsWith("A") ? "B" : "A"}/300.jpg`,
      `/images/mosaic/${covers.toReversed().join("-")}/${address.split("/")[4]}/300.jpg`,
      `${address}/640.jpg`,
      `${address}/300.png`,
      `/images/mosaic/${covers.slice(1).join("-")}/x/300.jpg`,
    ];
    for (const path of others) expect([path, (await request(path)).status]).toEqual([path, 404]);
    expect((await request(`${address}/300.jpg`, { method: "POST" })).status).toBe(405);
  });

  it("is gone with one of its covers, and says in the cache which they are", async () => {
    const [first = "", ...rest] = covers;
    const fleeting = "6uLU6hMCjMI75M1A2tKUQC";
    for (const edge of imageSizes) await env.MEDIA.put(`images/${fleeting}/${edge}.jpg`, await jpegOf(edge, edge, [1, 2, 3]));
    const address = await mosaicAddress(grantKeysOf(env.GRANT_KEYS), [fleeting, ...rest]);
    expect((await request(`${address}/64.jpg`)).status).toBe(200);
    const entry = await exports.Mosaic.fetch(`https://mosaic.internal/${covers.join("-")}/64.jpg`);
    expect([entry.headers.get("cache-tag"), (await entry.arrayBuffer()).byteLength > 0]).toEqual([
      covers.map((cover) => `image:${cover}`).join(),
      true,
    ]);
    await env.MEDIA.delete(imageSizes.map((edge) => `images/${fleeting}/${edge}.jpg`));
    await exports.Cover.invalidate([`image:${fleeting}`, `image:${first}`]);
    expect((await request(`${address}/64.jpg`)).status).toBe(404);
  });
});

describe("a picture that somebody gives", () => {
  it("is kept square in every size, and goes with its holder", async () => {
    const file = await jpegOf(500, 200, [16, 80, 160]);
    const kept = await exports.Pictures.keep(holder, file);
    if (kept.kind !== "kept") throw new Error(kept.kind);
    expect(kept.image).toMatchObject({ sizes: [640, 300, 64], colour: expect.stringMatching(/^#[01].5.(9|a)./) });
    for (const edge of kept.image.sizes) {
      const answer = await request(`/images/${kept.image.id}/${edge}.jpg`);
      expect(readJpeg(new Uint8Array(await answer.arrayBuffer()))).toMatchObject({ width: edge, height: edge });
    }
    expect(await exports.Pictures.keep(holder, file)).toEqual(kept);
    const another = await exports.Pictures.keep(covers[0] ?? "", file);
    expect(another).not.toEqual(kept);
    await exports.Pictures.forget(holder);
    expect((await request(`/images/${kept.image.id}/300.jpg`)).status).toBe(404);
    if (another.kind === "kept") expect((await request(`/images/${another.image.id}/300.jpg`)).status).toBe(200);
    expect((await env.MEDIA.list({ prefix: "pictures/" })).objects.map(({ key }) => key.split("/")[1])).toEqual([covers[0]]);
  });

  it("stays while its holder's history may show it, and goes when ten newer ones came", async () => {
    const holding = "8uLU6hMCjMI75M1A2tKUQC";
    const ids: string[] = [];
    for (let shade = 0; shade < 12; shade++) {
      const kept = await exports.Pictures.keep(holding, await jpegOf(8, 8, [shade * 20, 0, 0]));
      if (kept.kind !== "kept") throw new Error(kept.kind);
      ids.push(kept.image.id);
      // Notes are told apart by the millisecond.
      await waitForNextMillisecond();
    }
    await exports.Pictures.forgetFormer(holding);
    const answers = await Promise.all(ids.map(async (id) => (await request(`/images/${id}/64.jpg`)).status));
    expect(answers).toEqual([404, 404, ...ids.slice(2).map(() => 200)]);
    expect((await env.MEDIA.list({ prefix: `pictures/${holding}/` })).objects).toHaveLength(10);
    await exports.Pictures.forgetFormer(holding);
    expect((await request(`/images/${ids[2]}/64.jpg`)).status).toBe(200);
  });

  it("is refused when it is no JPEG, is cut off, claims more pixels than there is memory for, or would be decoded over and over", async () => {
    const file = await jpegOf(64, 64, [1, 2, 3]);
    const changed = (change: (file: Uint8Array) => void) => {
      const copy = file.slice();
      change(copy);
      return copy;
    };
    const place = (...codes: number[]) => file.findIndex((byte, at) => byte === 0xff && codes.includes(file[at + 1] ?? 0));
    const frame = place(0xc0, 0xc2);
    const huge = changed((copy) => copy.set([0xff, 0xff, 0xff, 0xff], frame + 5));
    const scan = file.subarray(place(0xda), -2);
    const endless = new Uint8Array(
      await new Blob([file.subarray(0, -2), ...Array.from({ length: 40 }, () => scan), file.subarray(-2)]).arrayBuffer(),
    );
    const tableless = new Uint8Array(await new Blob([file.subarray(0, 20), file.subarray(frame)]).arrayBuffer());
    const none = { kind: "not_a_jpeg" };
    const nobody = "7uLU6hMCjMI75M1A2tKUQC";
    const keep = async (bytes: Uint8Array) => exports.Pictures.keep(nobody, bytes);
    const refused = (message: RegExp) =>
      expect.objectContaining({ name: "ClientError", code: "invalid_request", message: expect.stringMatching(message) });
    expect(await keep(new Uint8Array(0))).toEqual(none);
    expect(await keep(new TextEncoder().encode("<svg/>"))).toEqual(none);
    expect(await keep(tableless)).toEqual(none);
    const noisy = blankRaster(64, 64);
    noisy.data.forEach((_, at) => (noisy.data[at] = (at * 7919) % 251));
    const detailed = await encodeJpeg(noisy);
    expect(await keep(new Uint8Array([...detailed.subarray(0, detailed.length / 2), 0xff, 0xd9]))).toEqual(none);
    await expect(keep(file.subarray(0, -2))).rejects.toEqual(refused(/cut off/));
    await expect(keep(huge)).rejects.toEqual(refused(/too large/));
    await expect(keep(endless)).rejects.toEqual(refused(/too many scans/));
    expect((await env.MEDIA.list({ prefix: `pictures/${nobody}` })).objects).toEqual([]);
  });

  it("waits for its turn, and is sent away when many wait already", async () => {
    const busy = "9uLU6hMCjMI75M1A2tKUQC";
    const file = await jpegOf(64, 64, [4, 5, 6]);
    const together = await Promise.allSettled(Array.from({ length: 9 }, async () => exports.Pictures.keep(busy, file)));
    const outcomes = together.map((one) => (one.status === "fulfilled" ? one.value.kind : (one.reason as { code?: string }).code));
    expect(outcomes).toEqual([...Array.from({ length: 6 }, () => "kept"), ...Array.from({ length: 3 }, () => "rate_limited")]);
    expect(await exports.Pictures.keep(busy, file)).toMatchObject({ kind: "kept" });
  });
});
