/** `/accounts/v1/passkeys…` and `/accounts/v1/identities…`: ways in besides the password. */
import { z } from "zod";
import { shownNameSchema } from "../../domain/shown-name.ts";
import { ticketSchema } from "./session.ts";

/**
 * What adds a way in (`POST …/passkeys/options`, `…/identity-providers/{id}/link`, `…/proven-identity`; where the account has no password,
 * `…/password` and `…/email-changes`) answers `fresh_login_required` when the login is older than ten minutes:
 * `/login?again=1&continue=/account/security` leads back.
 *
 * `POST /accounts/v1/passkeys/options` (no body) → PasskeyOptions: `options` is PublicKeyCredentialCreationOptionsJSON (WebAuthn
 * Level 3), for `startRegistration({ optionsJSON: options })`.
 * `POST /accounts/v1/passkey-login/options` (no body) → the same for `startAuthentication({ optionsJSON: options })`. It names no
 * credential: the browser offers those that it has for this site, also in the autofill of a field (`useBrowserAutofill`).
 *
 * The ticket is good once, for five minutes, in the browser (and, to register, the session) that asked for it: an autofill that
 * waits longer asks anew, and so does a page that is answered `gone`.
 * Error `unprocessable`: the page was opened by an IP address, where browsers know no passkeys; the message says which address to open.
 */
export const passkeyOptionsSchema = z.object({ ticket: z.string(), options: z.record(z.string(), z.unknown()) });
export type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>;

/** What authenticators answer with, base64url. A page sends what `startRegistration` or `startAuthentication` returned, as it is. */
const responsePart = z.string().max(65_536);
const credentialIdSchema = z.base64url().min(1).max(1400);
/** RegistrationResponseJSON; what else browsers add to it is ignored. */
export const registrationResponseSchema = z.object({
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}),
  response: z.object({
    clientDataJSON: responsePart,
    attestationObject: responsePart,
    transports: z.array(z.string().max(32)).max(16).exactOptional(),
  }),
});
/** AuthenticationResponseJSON. */
export const authenticationResponseSchema = z.object({
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}),
  response: z.object({
    clientDataJSON: responsePart,
    authenticatorData: responsePart,
    signature: responsePart,
    userHandle: z.string().max(100).exactOptional(),
  }),
});

export const passkeyNameSchema = shownNameSchema;

/**
 * `POST /accounts/v1/passkeys` `{ticket, response, name?}` → 201 Passkey; the same response again answers the same passkey.
 * `gone`: the ticket expired or was used; `unprocessable`: what the authenticator said does not hold, or there are too many;
 * `conflict`: that passkey is another account's.
 */
export const passkeyRegistrationSchema = z.object({
  ticket: ticketSchema,
  response: registrationResponseSchema,
  name: passkeyNameSchema.optional(),
});

/** `POST /accounts/v1/passkey-login` `{ticket, response}` → SessionResponse. `gone` as above; all else is `invalid_credentials`. */
export const passkeyLoginSchema = z.object({ ticket: ticketSchema, response: authenticationResponseSchema });

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Kept by a password manager or an account of the device's maker, not by one device alone. */
  backed_up: z.boolean(),
  created_at: z.iso.datetime(),
  used_at: z.iso.datetime().nullable(),
});
export type Passkey = z.infer<typeof passkeySchema>;
/**
 * `GET /accounts/v1/passkeys`, oldest first; `PATCH …/{id}` `{name}` → Passkey; `DELETE …/{id}` → 204, also when it is gone already;
 * `conflict` where it is the last way into the account.
 */
export const passkeyListSchema = z.object({ passkeys: z.array(passkeySchema) });
export const passkeyChangeSchema = z.object({ name: passkeyNameSchema });

/**
 * `GET /accounts/v1/identity-providers`. A link or `location.assign` (never fetch) leads to
 * `/accounts/v1/identity-providers/{id}/start?continue=/path` (`continue`: a path of this site; anything else is `/`), which leads over the
 * provider back to `continue`, logged in. It links nothing, whoever was logged in before. With `again=1`, whoever is logged in at the
 * provider has to prove it there once more.
 *
 * What fails leads to `/login?error=<IdentityFailure>&provider=<id>&continue=/path`. With `account_exists`, `continue` is
 * `/account/security?continue=/path`, which after the login asks whether to link the identity (ProvenIdentityView).
 *
 * `POST /accounts/v1/identity-providers/{id}/link` (no body): begins to link an identity to the account that is logged in. The page
 * goes to `redirect` (RedirectResponse, by `location.assign`), which leads over the provider to `/account/security`; with
 * `?error=…&provider=…` where it fails.
 */
export const identityProviderListSchema = z.object({ providers: z.array(z.object({ id: z.string(), name: z.string() })) });
export type IdentityProviderList = z.infer<typeof identityProviderListSchema>;

/**
 * `GET /accounts/v1/proven-identity`: the identity that this browser was told `account_exists` about in the last quarter of an hour,
 * where the account is the one that is logged in; null otherwise. `POST` (no body) → 204 links it: `gone` where there is none (any
 * more), `conflict` where it cannot be linked. `DELETE` → 204: it is not to be linked.
 */
export const provenIdentityViewSchema = z.object({ identity: z.object({ name: z.string(), email: z.string() }).nullable() });
export type ProvenIdentityView = z.infer<typeof provenIdentityViewSchema>;

export const identityFailureSchema = z.enum([
  /** The person declined at the provider. */
  "cancelled",
  /** It took too long, or was begun in another browser or session: start again. */
  "expired",
  /** The provider could not be reached, or answered with what does not hold. */
  "failed",
  /** The provider vouches for an address that has an account here: log in to it, then link. */
  "account_exists",
  /** The provider vouches for no address. */
  "email_unverified",
  /** Nobody registers here without an invitation. */
  "registration_closed",
  /** The identity is linked to another account. */
  "in_use",
  /** The account is linked to another identity of the same provider. */
  "already_linked",
]);
export type IdentityFailure = z.infer<typeof identityFailureSchema>;

/**
 * `GET /accounts/v1/identities`; `DELETE …/{provider}` → 204, also when it is gone already; `conflict` where it is the last way in.
 * `provider` is the provider's id; the issuer's URL where it is offered no more (percent-encode it in the path).
 */
export const identityListSchema = z.object({
  identities: z.array(z.object({ provider: z.string(), name: z.string(), email: z.string().nullable(), created_at: z.iso.datetime() })),
});
export type IdentityList = z.infer<typeof identityListSchema>;
