/** Covers, the same for everyone, behind the platform's cache where there is one. Their ids name their bytes: nothing is ever purged. */
import { WorkerEntrypoint } from "cloudflare:workers";

export class Cover extends WorkerEntrypoint<Env> {
  /** GET `/images/<image>/<edge>.jpg`. */
  override async fetch(request: Request): Promise<Response> {
    const object = await this.env.MEDIA.get(new URL(request.url).pathname.slice(1));
    if (!object) return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
    const headers = {
      "cache-control": "public, max-age=31536000, immutable",
      "content-length": String(object.size),
      "content-type": "image/jpeg",
    };
    return new Response(object.body, { headers });
  }
}
