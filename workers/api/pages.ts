/** The player's addresses that are no file: all are answered with the one page that knows them. */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { ApiEnv } from "./env.ts";

/**
 * What is missing below /assets/ or has a file's name stays missing: a page in its place would be kept for a script, and for a year.
 * @throws ClientError `not_found` for what is no page
 */
export async function answerPage(context: Context<ApiEnv>): Promise<Response> {
  const { method, path, raw, url } = context.req;
  const isPage = (method === "GET" || method === "HEAD") && !/^\/(?:v1|assets)\/|\./.test(path);
  if (!isPage) throw new ClientError("not_found");
  return context.env.ASSETS.fetch(new Request(new URL("/", url), raw));
}
