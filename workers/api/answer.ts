/** A JSON answer that a client may keep and ask about again: weakly tagged, private, revalidated. */
import type { Context } from "hono";
import type { ApiEnv } from "./env.ts";

export async function answer(context: Context<ApiEnv>, body: object): Promise<Response> {
  const text = JSON.stringify(body);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const tag = `W/"${btoa(String.fromCharCode(...digest.subarray(0, 15)))}"`;
  const headers = { etag: tag, "cache-control": "private, max-age=0, must-revalidate", vary: "authorization" };
  const offered = context.req.header("if-none-match");
  const matches = offered === "*" || offered?.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === tag.slice(2));
  if (matches) return context.body(null, 304, headers);
  return context.body(text, 200, { ...headers, "content-type": "application/json; charset=utf-8" });
}
