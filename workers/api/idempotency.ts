/** Names for what a client may ask for more than once: made from its Idempotency-Key, or for this once. */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { encodeId, idInSlice, sliceOf } from "../../domain/ids.ts";

const header = "Idempotency-Key";
const longestKey = 200;

/** @returns an operation's id: the same for the same key @throws ClientError `invalid_request` */
export async function operationIdOf(context: Context): Promise<string> {
  return encodeId(await digestOf(context, "operation"));
}

/**
 * The id of something new of an account's, in the account's slice.
 * @param purpose tells apart what one key could be sent with
 * @throws ClientError `invalid_request`
 */
export async function newIdFor(context: Context, account: string, purpose: string): Promise<string> {
  return idInSlice(sliceOf(account) ?? 0, await digestOf(context, `${purpose}\n${account}`));
}

/** 16 bytes: of the key, if there is one. */
async function digestOf(context: Context, purpose: string): Promise<Uint8Array> {
  const key = context.req.header(header);
  if (key === undefined) return crypto.getRandomValues(new Uint8Array(16));
  if (key === "" || key.length > longestKey) {
    throw new ClientError("invalid_request", { message: `${header} has 1 to ${longestKey} characters.`, field: header });
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${purpose}\n${key}`)), 0, 16);
}
