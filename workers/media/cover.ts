/** Covers, the same for everyone, behind the platform's cache where there is one. Their ids name their bytes. */
import { exports, WorkerEntrypoint } from "cloudflare:workers";
import { purgeTags } from "../../frame/purge-tags.ts";

export class Cover extends WorkerEntrypoint<Env> {
  /** GET `/images/<image>/<edge>.jpg`. */
  override async fetch(request: Request): Promise<Response> {
    const key = new URL(request.url).pathname.slice(1);
    const [, imageId = ""] = key.split("/");
    const object = await this.env.MEDIA.get(key);
    if (!object) return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
    const headers = {
      "cache-control": "public, max-age=31536000, immutable",
      "cache-tag": `image:${imageId}`,
      "content-length": String(object.size),
      "content-type": "image/jpeg",
    };
    return new Response(object.body, { headers });
  }

  /**
   * Forgets what the cache holds of these images, mosaics among it, after the last album that shows them was withdrawn.
   * @param tags `image:<id>`; others are not this entrypoint's and are passed over
   * @throws Error when the platform refuses, so that the caller tries again
   */
  async invalidate(tags: string[]): Promise<void> {
    const images = tags.filter((tag) => tag.startsWith("image:"));
    await purgeTags(this.ctx.cache, images);
    await exports.Mosaic.invalidate(images);
  }
}
