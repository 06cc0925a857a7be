/** Mosaics of covers, the same for everyone, behind the platform's cache where there is one. */
import { WorkerEntrypoint } from "cloudflare:workers";
import { mosaicSizes, tileSource, type MosaicSize } from "../../domain/mosaic.ts";
import { mosaicOf, squareOf } from "../../domain/raster.ts";
import { purgeTags } from "../../frame/purge-tags.ts";
import { decodeJpeg, encodeJpeg } from "./jpeg-codec.ts";

/** Where nothing but the isolate's machine keeps it: for a day. */
const localAge = 86_400;

export class Mosaic extends WorkerEntrypoint<Env> {
  /** GET `/<cover>-<cover>-<cover>-<cover>/<edge>.jpg`. Whether the api named it is checked before, not here. */
  override async fetch(request: Request): Promise<Response> {
    const [, name = "", file = ""] = new URL(request.url).pathname.split("/");
    const size = mosaicSizes.find((edge) => `${edge}.jpg` === file);
    const covers = name.split("-");
    const picture = size && (await this.#find(covers, size));
    if (!picture) return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
    const headers = {
      "cache-control": "public, max-age=31536000, immutable",
      "cache-tag": covers.map((cover) => `image:${cover}`).join(),
      "content-length": String(picture.byteLength),
      "content-type": "image/jpeg",
    };
    return new Response(picture, { headers });
  }

  /** Forgets mosaics of these images. @param tags `image:<id>` */
  async invalidate(tags: string[]): Promise<void> {
    await purgeTags(this.ctx.cache, tags);
  }

  /** One machine has no cache before this entrypoint, and composing stalls all that it does: it keeps what it composed. */
  async #find(covers: readonly string[], size: MosaicSize): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.ctx.cache) return this.#compose(covers, size);
    const key = `https://mosaic.internal/${covers.join("-")}/${size}.jpg`;
    const kept = await caches.default.match(key);
    // What was composed outlives no cover that it is made of.
    if (kept) return (await this.#areThere(covers)) ? new Uint8Array(await kept.arrayBuffer()) : undefined;
    const picture = await this.#compose(covers, size);
    if (picture) {
      const headers = { "cache-control": `max-age=${localAge}`, "content-type": "image/jpeg" };
      this.ctx.waitUntil(caches.default.put(key, new Response(picture, { headers })));
    }
    return picture;
  }

  async #areThere(covers: readonly string[]): Promise<boolean> {
    const heads = await Promise.all(covers.map((cover) => this.env.MEDIA.head(`images/${cover}/64.jpg`)));
    return heads.every((head) => head !== null);
  }

  async #compose(covers: readonly string[], size: MosaicSize): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const objects = await Promise.all(covers.map((cover) => this.env.MEDIA.get(`images/${cover}/${tileSource(size)}.jpg`)));
    const files = await Promise.all(objects.map(async (object) => object && new Uint8Array(await object.arrayBuffer())));
    const tiles = [];
    for (const file of files) {
      const tile = file && (await decodeJpeg(file));
      if (!tile) return undefined;
      tiles.push(squareOf(tile, size / 2));
    }
    return encodeJpeg(mosaicOf(tiles));
  }
}
