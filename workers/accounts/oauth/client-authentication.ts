/** Which client asks (RFC 6749, section 2.3): by Basic, by parameters, or by its name alone where it keeps no secret. */
import type { Context } from "hono";
import { readClient } from "../../../d1/accounts/clients.ts";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";
import { addressOf } from "../../../frame/address.ts";
import { countRequest } from "../../../frame/request-limits.ts";
import { equalsSecret } from "../../../frame/secret.ts";
import type { AccountsEnv } from "../env.ts";
import { OAuthError } from "./errors.ts";
import type { Form } from "./form.ts";
import { hashSecret } from "./secret.ts";

export const authenticationMethods = ["client_secret_basic", "client_secret_post", "none"];
/** For what only a client that proved itself may ask. */
export const confidentialMethods = ["client_secret_basic", "client_secret_post"];

type Credentials = { id: string; secret: string | undefined };

/** @throws OAuthError `invalid_client` or `invalid_request`; ClientError `rate_limited`, by too many failures or requests */
export async function authenticateClient(context: Context<AccountsEnv>, form: Form): Promise<OAuthClientRow> {
  const { accounts, attempts, now } = context.get("services");
  const { id, secret } = readCredentials(context.req.header("authorization"), form);
  const client = await readClient(accounts, id);
  // As much work for a client that does not exist as for any other.
  const isRight = await equalsSecret(await hashSecret(secret ?? ""), client?.secretHash ?? (await hashSecret("nobody's")));
  if (client?.secretHash === null && secret === undefined) return client;
  if (client && client.secretHash !== null && isRight) {
    // Only of whoever proved it: a name alone is anybody's to use up.
    await countRequest(context.env, { client: client.id }, now);
    return client;
  }
  // Only failures are counted: an app refreshes for all of its listeners at once, and 256 bits are not guessed.
  // Together where the client is made up: nobody makes an object for each name that they think of.
  await attempts.count("client_secret", JSON.stringify([client?.id ?? null, addressOf(context.req.raw)]));
  throw new OAuthError("invalid_client", "The client is unknown, or did not prove who it is.");
}

/** @throws OAuthError `invalid_client` also for clients that keep no secret */
export async function authenticateConfidentialClient(context: Context<AccountsEnv>, form: Form): Promise<OAuthClientRow> {
  const client = await authenticateClient(context, form);
  if (client.secretHash === null) throw new OAuthError("invalid_client", "Only clients with a secret may ask that.");
  return client;
}

function readCredentials(header: string | undefined, form: Form): Credentials {
  const posted = { id: form.get("client_id"), secret: form.get("client_secret") };
  if (header === undefined) {
    if (posted.id === undefined) throw new OAuthError("invalid_client", "client_id is missing.");
    return { id: posted.id, secret: posted.secret };
  }
  if (posted.secret !== undefined) throw new OAuthError("invalid_request", "A client proves itself in one way only.");
  const basic = parseBasic(header);
  if (!basic) throw new OAuthError("invalid_client", "The Authorization header is not Basic.");
  if (posted.id !== undefined && posted.id !== basic.id) throw new OAuthError("invalid_request", "Two clients are named.");
  return basic;
}

/** RFC 7617, with both parts form-encoded first (RFC 6749, section 2.3.1). */
function parseBasic(header: string): Credentials | undefined {
  const [, encoded] = /^Basic +([\w+/=-]+)$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)),
    );
    const colon = text.indexOf(":");
    if (colon < 1) return undefined;
    const [id = "", secret = ""] = [text.slice(0, colon), text.slice(colon + 1)].map((part) =>
      decodeURIComponent(part.replaceAll("+", " ")),
    );
    return { id, secret: secret || undefined };
  } catch {
    return undefined;
  }
}
