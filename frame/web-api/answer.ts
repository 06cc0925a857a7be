/** A JSON answer that a client may keep and ask about again: weakly tagged, private, revalidated. */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { settleConditions } from "../../domain/conditions.ts";

export async function answer(context: Context, body: object): Promise<Response> {
  const text = JSON.stringify(body);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const etag = `"${btoa(String.fromCharCode(...digest.subarray(0, 15)))}"`;
  const headers = { etag: `W/${etag}`, "cache-control": "private, max-age=0, must-revalidate", vary: "authorization" };
  const conditions = settleConditions((name) => context.req.header(name), { etag, lastModified: undefined }, Date.now());
  if (conditions === "precondition_failed") throw new ClientError("precondition_failed");
  if (conditions === "not_modified") return context.body(null, 304, headers);
  return context.body(text, 200, { ...headers, "content-type": "application/json; charset=utf-8" });
}
