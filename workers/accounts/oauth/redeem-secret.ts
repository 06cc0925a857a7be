/** A client for itself (RFC 6749, section 4.4): it may look at what is open to everybody, where it asks from. */
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { bearerResponse, clientSubject } from "../access-token.ts";
import { marketOfVisitor } from "../market.ts";
import { OAuthError } from "./errors.ts";
import type { TokenRequest } from "./token-request.ts";

/** @throws OAuthError `unauthorized_client` or `invalid_scope` */
export async function redeemSecret({ context, client, form }: TokenRequest): Promise<TokenResponse> {
  if (client.secretHash === null) throw new OAuthError("unauthorized_client", "Only clients with a secret may act for themselves.");
  // Every scope there is covers something of a listener's.
  if (form.get("scope") !== undefined) throw new OAuthError("invalid_scope", "There is no listener to grant a scope.");
  return bearerResponse(context.get("services"), clientSubject(client.id, marketOfVisitor(context, undefined)));
}
