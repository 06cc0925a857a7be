/** What can become of a way over an identity provider; the contract's own list, without its library of schemas. */
import type { IdentityFailure } from "../../../../contracts/accounts/credentials.ts";

export type { IdentityFailure };

const failures: Record<IdentityFailure, true> = {
  cancelled: true,
  expired: true,
  failed: true,
  account_exists: true,
  email_unverified: true,
  registration_closed: true,
  in_use: true,
  already_linked: true,
};

export function isIdentityFailure(text: string | null): text is IdentityFailure {
  return text !== null && Object.hasOwn(failures, text);
}
