/** Who a listener is, told to an app that asked for it (OpenID Connect Core, sections 2 and 5.4). */
import type { UserClaims } from "../../../contracts/oauth.ts";
import type { AccountRow, SessionRow } from "../../../d1/schema/accounts.ts";
import type { Scope } from "../../../domain/access.ts";
import { toBase64Url } from "../../../frame/base64url.ts";
import type { Services } from "../services.ts";
import { imageOf } from "../account-image.ts";
import { sha256 } from "./secret.ts";

/** Seconds. It says who logged in, for the moment after; it opens nothing. */
const lifetime = 600;

/** @param input.nonce of the authorization request; absent in what a refresh brings */
export async function issueIdToken(
  { signer, origin, now }: Pick<Services, "signer" | "origin" | "now">,
  input: {
    account: AccountRow;
    session: SessionRow;
    clientId: string;
    scope: readonly Scope[];
    accessToken: string;
    nonce?: string | null;
  },
): Promise<string> {
  const { account, session, clientId, scope, accessToken, nonce } = input;
  const issuedAt = Math.floor(now / 1000);
  return signer.sign("JWT", {
    iss: origin,
    aud: clientId,
    iat: issuedAt,
    exp: issuedAt + lifetime,
    auth_time: Math.floor(session.authenticatedAt / 1000),
    amr: session.methods,
    at_hash: toBase64Url((await sha256(accessToken)).slice(0, 16)),
    ...(nonce && { nonce }),
    ...claimsOf(account, scope, origin),
  });
}

export function claimsOf(account: AccountRow, scope: readonly Scope[], origin: string): UserClaims {
  const picture = imageOf(account, origin)?.url;
  return {
    sub: account.id,
    ...(scope.includes("profile") && {
      name: account.displayName,
      ...(picture !== undefined && { picture }),
      locale: account.locale,
      updated_at: Math.floor(account.updatedAt / 1000),
    }),
    // Nobody has an account under an address that they did not confirm.
    ...(scope.includes("email") && { email: account.email, email_verified: true }),
  };
}
