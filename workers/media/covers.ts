/** `/images/<image>/<edge>.jpg`: public and immutable. Ranges are ignored: a cover is read whole. */
import { exports } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { imageSizes } from "../../domain/catalogue.ts";
import { settleConditions } from "../../domain/conditions.ts";
import { isId } from "../../domain/ids.ts";
import type { FrameEnv } from "../../frame/app.ts";
import { allowedMethods } from "./share-across-origins.ts";

export const covers = new Hono<FrameEnv<Env>>();

const path = "/images/:image/:file";
const files = new Set(imageSizes.map((edge) => `${edge}.jpg`));

covers.get(path, async (context) => {
  const { image, file } = context.req.param();
  if (!isId(image) || !files.has(file)) throw new ClientError("not_found");
  const etag = `"${image}-${file}"`;
  const headers = new Headers({ "cache-control": "public, max-age=31536000, immutable", "content-type": "image/jpeg", etag });
  const conditions = settleConditions((name) => context.req.header(name), { etag, lastModified: undefined }, Date.now());
  if (conditions === "precondition_failed") throw new ClientError("precondition_failed");
  if (conditions === "not_modified") return new Response(null, { status: 304, headers });
  const answer = await exports.Cover.fetch(`https://object/images/${image}/${file}`);
  if (answer.status === 404) throw new ClientError("not_found");
  if (!answer.ok) throw new Error(`a cover was answered with ${answer.status}`);
  headers.set("content-length", answer.headers.get("content-length") ?? "");
  if (context.req.method !== "HEAD") return new Response(answer.body, { headers });
  await answer.body?.cancel();
  return new Response(null, { headers });
});

covers.all(path, () => {
  throw new ClientError("method_not_allowed", { headers: { allow: allowedMethods } });
});
