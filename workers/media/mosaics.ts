/** `/images/mosaic/<covers>/<signature>/<edge>.jpg`: public and immutable, of those that the api named. */
import { exports } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { mosaicSizes } from "../../domain/mosaic.ts";
import type { FrameEnv } from "../../frame/app.ts";
import { grantKeysOf } from "../../frame/grant-signature.ts";
import { readMosaicAddress } from "../../frame/mosaic-address.ts";
import { answerImage } from "./answer-image.ts";
import { allowedMethods } from "./share-across-origins.ts";

export const mosaics = new Hono<FrameEnv<Env>>();

const path = "/images/mosaic/:covers/:signature/:file";
const files = new Set(mosaicSizes.map((edge) => `${edge}.jpg`));

mosaics.get(path, async (context) => {
  const { covers, signature, file } = context.req.param();
  const named = files.has(file) && (await readMosaicAddress(grantKeysOf(context.env.GRANT_KEYS), covers, signature));
  if (!named) throw new ClientError("not_found");
  return answerImage(context, `"${covers}-${file}"`, () => exports.Mosaic.fetch(`https://mosaic.internal/${covers}/${file}`));
});

mosaics.all(path, () => {
  throw new ClientError("method_not_allowed", { headers: { allow: allowedMethods } });
});
