/** A listener's picture: a small square JPEG, without whatever else its file told. */
import { Hono, type Context } from "hono";
import { profileImageEdge, profileImageLimit } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeImage } from "../../d1/accounts/accounts.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import type { AccountImage } from "../../domain/account.ts";
import { encodeId } from "../../domain/ids.ts";
import { jpegFaults, readJpeg } from "../../domain/jpeg.ts";
import { readBytes } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { describeProfile } from "./profile.ts";

export const profileImage = new Hono<AccountsEnv>();

profileImage.put("/accounts/v1/profile/image", async (context) => {
  const { account } = context.get("session");
  const picture = parsePicture(await readBytes(context.req.raw.body, profileImageLimit));
  const image: AccountImage = { id: await idOf(account, picture), edge: profileImageEdge };
  await context.env.MEDIA.put(keyOf(image), picture, { httpMetadata: { contentType: "image/jpeg" } });
  return context.json(describeProfile(context, await replace(context, image)));
});

profileImage.delete("/accounts/v1/profile/image", async (context) => {
  return context.json(describeProfile(context, await replace(context, null)));
});

/** @throws ClientError `unprocessable` */
function parsePicture(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const jpeg = readJpeg(bytes);
  const expected = `A picture is a JPEG of ${profileImageEdge} × ${profileImageEdge} pixels.`;
  if (jpeg.kind === "jpeg" && jpeg.width === profileImageEdge && jpeg.height === profileImageEdge) return jpeg.bare;
  const message = jpeg.kind === "refused" ? `${jpegFaults[jpeg.fault]} ${expected}` : expected;
  throw new ClientError("unprocessable", { message });
}

/** Named after its content, since it is cached for ever, and after its holder, who alone can remove it. */
async function idOf({ id }: AccountRow, picture: Uint8Array<ArrayBuffer>): Promise<string> {
  const content = await crypto.subtle.digest("SHA-256", picture);
  const name = await new Blob([id, content]).arrayBuffer();
  return encodeId(new Uint8Array(await crypto.subtle.digest("SHA-256", name), 0, 16));
}

function keyOf({ id, edge }: AccountImage): string {
  return `images/${id}/${edge}.jpg`;
}

/** Of several at once, each removes the picture that it replaced. */
async function replace(context: Context<AccountsEnv>, image: AccountImage | null): Promise<AccountRow> {
  const { accounts, now } = context.get("services");
  const { account: seen } = context.get("session");
  const { account, former } = await changeImage(accounts, seen, image, now);
  if (former && former.id !== account.image?.id) await context.env.MEDIA.delete(keyOf(former));
  return account;
}
