/** A picture as it is answered: public, immutable, read whole (ranges are ignored). */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { settleConditions } from "../../domain/conditions.ts";

/**
 * @param etag in quotes
 * @param load asks the cached entrypoint that has it
 * @throws ClientError `not_found` or `precondition_failed`
 */
export async function answerImage(context: Context, etag: string, load: () => Promise<Response>): Promise<Response> {
  const headers = new Headers({ "cache-control": "public, max-age=31536000, immutable", "content-type": "image/jpeg", etag });
  const conditions = settleConditions((name) => context.req.header(name), { etag, lastModified: undefined }, Date.now());
  if (conditions === "precondition_failed") throw new ClientError("precondition_failed");
  if (conditions === "not_modified") return new Response(null, { status: 304, headers });
  const answer = await load();
  if (answer.status === 404) throw new ClientError("not_found");
  if (!answer.ok) throw new Error(`a picture was answered with ${answer.status}`);
  headers.set("content-length", answer.headers.get("content-length") ?? "");
  if (context.req.method !== "HEAD") return new Response(answer.body, { headers });
  await answer.body?.cancel();
  return new Response(null, { headers });
}
