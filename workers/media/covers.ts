/** `/images/<image>/<edge>.jpg`: covers, and pictures of listeners and playlists. */
import { exports } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { imageSizes } from "../../domain/catalogue.ts";
import { isId } from "../../domain/ids.ts";
import type { FrameEnv } from "../../frame/app.ts";
import { answerImage } from "./answer-image.ts";
import { allowedMethods } from "./share-across-origins.ts";

export const covers = new Hono<FrameEnv<Env>>();

const path = "/images/:image/:file";
const files = new Set(imageSizes.map((edge) => `${edge}.jpg`));

covers.get(path, async (context) => {
  const { image, file } = context.req.param();
  if (!isId(image) || !files.has(file)) throw new ClientError("not_found");
  return answerImage(context, `"${image}-${file}"`, () => exports.Cover.fetch(`https://object/images/${image}/${file}`));
});

covers.all(path, () => {
  throw new ClientError("method_not_allowed", { headers: { allow: allowedMethods } });
});
