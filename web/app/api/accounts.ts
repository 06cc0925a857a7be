/** The accounts API (contracts/accounts): requests by the visitor's own pages, whom the session cookie names. */
import type * as apps from "../../../contracts/accounts/apps.ts";
import type * as billing from "../../../contracts/accounts/billing.ts";
import type * as credentials from "../../../contracts/accounts/credentials.ts";
import type * as roles from "../../../contracts/accounts/roles.ts";
import type * as sessions from "../../../contracts/accounts/session.ts";
import type { ErrorBody, ErrorCode } from "../../../contracts/errors.ts";
import { session } from "./session.ts";

type InputOf<Schema> = Schema extends { _zod: { input: infer Value } } ? Value : never;
type OutputOf<Schema> = Schema extends { _zod: { output: infer Value } } ? Value : never;

/** Why a request was refused, in the service's own codes; `offline`: it did not arrive. */
export type AccountsFailure = ErrorCode | "offline";

export class AccountsError extends Error {
  readonly code: AccountsFailure;
  /** The field of the request that is at fault. */
  readonly field: string | undefined;
  /** Seconds until another try may succeed. */
  readonly retryAfter: number | undefined;
  /** For whoever reports the problem. */
  readonly requestId: string | undefined;

  constructor(code: AccountsFailure, more: { message?: string; field?: string; retryAfter?: number; requestId?: string } = {}) {
    super(more.message ?? code);
    this.name = "AccountsError";
    this.code = code;
    this.field = more.field;
    this.retryAfter = more.retryAfter;
    this.requestId = more.requestId;
  }
}

async function errorOf(response: Response): Promise<AccountsError> {
  const body = (await response.json().catch(() => undefined)) as Partial<ErrorBody> | undefined;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const error = body?.error;
  const fallback = response.status === 404 ? "not_found" : "internal";
  return new AccountsError((error?.reason as ErrorCode | undefined) ?? fallback, {
    ...(error?.message !== undefined && { message: error.message }),
    ...(error?.field !== undefined && { field: error.field }),
    ...(error?.request_id !== undefined && { requestId: error.request_id }),
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  });
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** @param body JSON, or a picture as it is @throws AccountsError */
async function ask<Answer>(method: Method, path: string, body?: object): Promise<Answer> {
  const type = body instanceof Blob ? body.type : "application/json";
  const response = await fetch(`/accounts/v1${path}`, {
    method,
    credentials: "same-origin",
    headers: { accept: "application/json", ...(body && { "content-type": type }) },
    ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
  }).catch(() => {
    throw new AccountsError("offline");
  });
  if (response.ok) {
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
  const error = await errorOf(response);
  // The session ended elsewhere: the shell shall say so too.
  if (error.code === "login_required") await session.ensure({ renew: true }).catch(() => undefined);
  throw error;
}

const id = encodeURIComponent;

/** What a browser answered in a ceremony is sent on as it is (contracts/accounts/credentials.ts). */
type AuthenticatorAnswer = { ticket: string; response: object };

/** One function a route; each throws AccountsError. */
export const accountsApi = {
  register: (body: InputOf<typeof sessions.registrationRequestSchema>) => ask<object>("POST", "/registrations", body),
  confirmRegistration: (body: InputOf<typeof sessions.registrationConfirmSchema>) =>
    ask<sessions.SessionResponse>("POST", "/registrations/confirm", body),
  viewInvitation: (ticket: string) => ask<roles.InvitationView>("POST", "/invitations/view", { ticket }),
  acceptInvitation: (body: InputOf<typeof roles.invitationAcceptanceSchema>) =>
    ask<sessions.SessionResponse>("POST", "/invitations/accept", body),
  logIn: (body: InputOf<typeof sessions.loginRequestSchema>) => ask<sessions.SessionResponse>("POST", "/login", body),
  logOut: () => ask<void>("POST", "/logout"),
  askPasswordReset: (email: string) => ask<object>("POST", "/password-resets", { email }),
  confirmPasswordReset: (body: InputOf<typeof sessions.passwordResetConfirmSchema>) =>
    ask<sessions.SessionResponse>("POST", "/password-resets/confirm", body),
  changePassword: (body: InputOf<typeof sessions.passwordChangeSchema>) => ask<void>("POST", "/password", body),
  changeEmail: (body: InputOf<typeof sessions.emailChangeSchema>) => ask<object>("POST", "/email-changes", body),
  confirmEmailChange: (ticket: string) => ask<void>("POST", "/email-changes/confirm", { ticket }),

  profile: () => ask<sessions.Profile>("GET", "/profile"),
  changeProfile: (body: InputOf<typeof sessions.profileChangeSchema>) => ask<sessions.Profile>("PATCH", "/profile", body),
  putImage: (jpeg: Blob) => ask<unknown>("PUT", "/profile/image", jpeg),
  deleteImage: () => ask<void>("DELETE", "/profile/image"),
  sessions: () => ask<sessions.SessionList>("GET", "/sessions"),
  endSession: (session: string) => ask<void>("DELETE", `/sessions/${id(session)}`),
  endOtherSessions: () => ask<void>("DELETE", "/sessions"),

  passkeyLoginOptions: () => ask<credentials.PasskeyOptions>("POST", "/passkey-login/options"),
  logInWithPasskey: (body: AuthenticatorAnswer) => ask<sessions.SessionResponse>("POST", "/passkey-login", body),
  passkeys: () => ask<OutputOf<typeof credentials.passkeyListSchema>>("GET", "/passkeys"),
  passkeyOptions: () => ask<credentials.PasskeyOptions>("POST", "/passkeys/options"),
  addPasskey: (body: AuthenticatorAnswer & { name?: string }) => ask<credentials.Passkey>("POST", "/passkeys", body),
  renamePasskey: (passkey: string, name: string) => ask<credentials.Passkey>("PATCH", `/passkeys/${id(passkey)}`, { name }),
  deletePasskey: (passkey: string) => ask<void>("DELETE", `/passkeys/${id(passkey)}`),
  identityProviders: () => ask<credentials.IdentityProviderList>("GET", "/identity-providers"),
  beginLink: (provider: string) => ask<apps.RedirectResponse>("POST", `/identity-providers/${id(provider)}/link`),
  provenIdentity: () => ask<credentials.ProvenIdentityView>("GET", "/proven-identity"),
  linkProvenIdentity: () => ask<void>("POST", "/proven-identity"),
  forgetProvenIdentity: () => ask<void>("DELETE", "/proven-identity"),
  identities: () => ask<credentials.IdentityList>("GET", "/identities"),
  unlinkIdentity: (provider: string) => ask<void>("DELETE", `/identities/${id(provider)}`),

  /** @param query that of /authorize, without its question mark */
  authorization: (query: string) => ask<apps.AuthorizationView>("GET", `/authorization?${query}`),
  decideAuthorization: (body: InputOf<typeof apps.authorizationDecisionSchema>) =>
    ask<apps.RedirectResponse>("POST", "/authorization", body),
  activation: (userCode: string) => ask<apps.ActivationView>("GET", `/activation?user_code=${id(userCode)}`),
  decideActivation: (body: InputOf<typeof apps.activationDecisionSchema>) => ask<void>("POST", "/activation", body),
  consents: () => ask<apps.ConsentList>("GET", "/consents"),
  withdrawConsent: (client: string) => ask<void>("DELETE", `/consents/${id(client)}`),
  apps: () => ask<OutputOf<typeof apps.appListSchema>>("GET", "/apps"),
  createApp: (body: InputOf<typeof apps.appInputSchema>) => ask<OutputOf<typeof apps.appWithSecretSchema>>("POST", "/apps", body),
  changeApp: (app: string, body: InputOf<typeof apps.appChangeSchema>) => ask<apps.App>("PATCH", `/apps/${id(app)}`, body),
  deleteApp: (app: string) => ask<void>("DELETE", `/apps/${id(app)}`),
  renewAppSecret: (app: string) => ask<OutputOf<typeof apps.appWithSecretSchema>>("POST", `/apps/${id(app)}/secret`),

  billing: () => ask<billing.Billing>("GET", "/billing"),
  checkOut: (body: InputOf<typeof billing.checkoutRequestSchema>) => ask<apps.RedirectResponse>("POST", "/billing/checkout", body),
  openPortal: () => ask<apps.RedirectResponse>("POST", "/billing/portal"),
  invoices: () => ask<billing.InvoiceList>("GET", "/billing/invoices"),
  family: () => ask<billing.Family>("GET", "/family"),
  inviteToFamily: (email: string) => ask<object>("POST", "/family/invitations", { email }),
  joinFamily: (ticket: string) => ask<void>("POST", "/family/join", { ticket }),
  leaveFamily: (member: string) => ask<void>("DELETE", `/family/members/${id(member)}`),

  findAccounts: (email: string) => ask<OutputOf<typeof roles.accountListSchema>>("GET", `/admin/accounts?email=${id(email)}`),
  changeRoles: (account: string, body: InputOf<typeof roles.rolesChangeSchema>) =>
    ask<void>("PUT", `/admin/accounts/${id(account)}/roles`, body),
  audit: (account: string) => ask<OutputOf<typeof roles.auditListSchema>>("GET", `/admin/accounts/${id(account)}/audit`),
};
