/**
 * Names for what a client may ask for more than once: made from its Idempotency-Key and what it asks for, or for this once. A key that
 * comes with another wish names another operation: nothing is answered with what somebody else, or another request, was told.
 */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { encodeId, idInSlice, sliceOf } from "../../domain/ids.ts";

const header = "Idempotency-Key";
const longestKey = 200;

/**
 * @param asked who asks what of what, as JSON: everything that tells apart what one key could be sent with
 * @returns an operation's id: the same for the same key
 * @throws ClientError `invalid_request`
 */
export async function operationIdOf(context: Context, ...asked: readonly unknown[]): Promise<string> {
  return encodeId(await digestOf(context, asked));
}

/**
 * The id of something new of an account's, in the account's slice.
 * @param wish tells apart what one key could be sent with, as JSON
 * @throws ClientError `invalid_request`
 */
export async function newIdFor(context: Context, account: string, wish: object): Promise<string> {
  return idInSlice(sliceOf(account) ?? 0, await digestOf(context, [account, wish]));
}

/** 16 bytes: of the key, if there is one. */
async function digestOf(context: Context, asked: readonly unknown[]): Promise<Uint8Array> {
  const key = context.req.header(header);
  if (key === undefined) return crypto.getRandomValues(new Uint8Array(16));
  if (key === "" || key.length > longestKey) {
    throw new ClientError("invalid_request", { message: `${header} has 1 to ${longestKey} characters.`, field: header });
  }
  const named = new TextEncoder().encode(JSON.stringify([key, ...asked]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", named), 0, 16);
}
