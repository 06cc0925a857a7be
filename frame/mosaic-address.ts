/**
 * Addresses of mosaics. Composing one costs work and anybody may ask for it, so only those that the api named are composed: they
 * carry an HMAC under the keys of grants, for a purpose of its own. When a key is taken away, addresses under it are good no more;
 * playlists name new ones.
 */
import { isId } from "../domain/ids.ts";
import { mosaicTiles } from "../domain/mosaic.ts";
import { toBase64Url } from "./base64url.ts";
import type { GrantKeys } from "./grant-signature.ts";
import { equalsSecret } from "./secret.ts";

const signatureBytes = 12;

/** @param covers ids of four images @returns `/images/mosaic/<covers>/<signature>`, to which `/<edge>.jpg` is added */
export async function mosaicAddress({ secrets, current }: GrantKeys, covers: readonly string[]): Promise<string> {
  const secret = secrets.get(current);
  if (!secret) throw new RangeError("the current grant key is not among the keys");
  const name = covers.join("-");
  return `/images/mosaic/${name}/${await signatureOf(name, secret)}`;
}

/** @returns the covers of an address that the api made; undefined of any other */
export async function readMosaicAddress({ secrets }: GrantKeys, name: string, signature: string): Promise<string[] | undefined> {
  const covers = name.split("-");
  if (covers.length !== mosaicTiles || !covers.every(isId)) return undefined;
  for (const secret of secrets.values()) {
    if (await equalsSecret(signature, await signatureOf(name, secret))) return covers;
  }
  return undefined;
}

async function signatureOf(name: string, secret: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`mosaic\n${name}`));
  return toBase64Url(new Uint8Array(signature, 0, signatureBytes));
}
