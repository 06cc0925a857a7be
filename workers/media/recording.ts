/**
 * Whole renditions and analyses, the same for everyone. In production the platform's cache stands before this entrypoint: it takes `Range` away,
 * keeps the whole answer and cuts the parts itself. Where there is no such cache the range arrives and is read from R2 alone.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import { versionOfAnalysisFile } from "../../domain/audio-features.ts";
import { ladder, tierOfFile } from "../../domain/ladder.ts";
import { contentRangeOf, type ByteRange } from "../../domain/range.ts";
import { purgeTags } from "../../frame/purge-tags.ts";

const noStore = { "cache-control": "no-store" };

export class Recording extends WorkerEntrypoint<Env> {
  /** GET `/recordings/<recording>/<file>`, with `Range: bytes=a-b` or none. Grants are checked before, not here. */
  override async fetch(request: Request): Promise<Response> {
    const key = new URL(request.url).pathname.slice(1);
    const [, recordingId = "", file = ""] = key.split("/");
    const contentType = contentTypeOf(file);
    const range = exactRange(request.headers.get("range"));
    const object = contentType && (await this.env.MEDIA.get(key, range ? { range } : {}));
    if (!object) return new Response(null, { status: 404, headers: noStore });
    // As the cache would say it; R2 itself would send what there is.
    if (range && range.offset + range.length > object.size) return new Response(null, { status: 416, headers: noStore });
    const headers = new Headers({
      "cache-control": "public, max-age=31536000, immutable",
      "cache-tag": `recording:${recordingId}`,
      "content-length": String(range?.length ?? object.size),
      "content-type": contentType,
      etag: object.httpEtag,
    });
    if (range) headers.set("content-range", contentRangeOf(range, object.size));
    return new Response(object.body, { status: range ? 206 : 200, headers });
  }

  /**
   * Forgets what the cache holds of these recordings, e.g. after a takedown. Nothing to do where there is no cache.
   * @param tags `recording:<id>`; others are not this entrypoint's and are passed over
   * @throws Error when the platform refuses, so that the caller tries again
   */
  async invalidate(tags: string[]): Promise<void> {
    await purgeTags(
      this.ctx.cache,
      tags.filter((tag) => tag.startsWith("recording:")),
    );
  }
}

/** Of a rendition, or of the analysis, which only the api asks for; undefined for what is no file of a recording. */
function contentTypeOf(file: string): string | undefined {
  const tier = tierOfFile(file);
  if (tier) return ladder[tier].mimeType;
  return versionOfAnalysisFile(file) === undefined ? undefined : "application/gzip";
}

function exactRange(header: string | null): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header ?? "") ?? [];
  return first === undefined || last === undefined ? undefined : { offset: Number(first), length: Number(last) - Number(first) + 1 };
}
