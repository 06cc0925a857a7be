/** One app's request to one listener: read, decided on, answered by a redirect. `/authorize` and the consent page share it. */
import type { OAuthErrorCode } from "../../../contracts/oauth.ts";
import { readClient } from "../../../d1/accounts/clients.ts";
import { insertCode } from "../../../d1/accounts/codes.ts";
import { readConsent } from "../../../d1/accounts/consents.ts";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";
import { newIdBeside } from "../../../d1/accounts/new-id.ts";
import type { OpenSession } from "../../../d1/accounts/sessions.ts";
import {
  longestRequest,
  readAuthorizationRequest,
  readOnce,
  readState,
  resolveRedirectUri,
  type AskingClient,
  type AuthorizationRequest,
} from "../../../domain/oauth/authorization-request.ts";
import { provesClient, withParameters } from "../../../domain/oauth/redirect-uri.ts";
import { covers, writeScope } from "../../../domain/oauth/scope.ts";
import type { Services } from "../services.ts";
import { hashSecret, newSecret, writeCode } from "./secret.ts";

/** Milliseconds that an authorization code is good for. */
export const codeLifetime = 60_000;

type Place = Pick<Services, "accounts" | "origin" | "now">;

/** Where answers go: settled before anything else, so that nothing ever goes elsewhere. */
export type Target = { client: OAuthClientRow; uri: string; asked: string | null; state: string | undefined };

export type Asked =
  /** Nobody is sent anywhere. */
  | { kind: "unanswerable"; reason: string }
  | { kind: "refused"; target: Target; error: OAuthErrorCode; description: string }
  | { kind: "asked"; target: Target; request: AuthorizationRequest };

export async function readAuthorization({ accounts }: Place, parameters: URLSearchParams): Promise<Asked> {
  if (parameters.toString().length > longestRequest) return { kind: "unanswerable", reason: "the request is too long." };
  const id = readOnce(parameters, "client_id");
  const client = id.value === undefined || id.isRepeated ? undefined : await readClient(accounts, id.value);
  if (!client) return { kind: "unanswerable", reason: "there is no such client_id." };
  const rules: AskingClient = { ...client, isPublic: client.secretHash === null };
  const resolved = resolveRedirectUri(rules, parameters);
  if (!resolved) return { kind: "unanswerable", reason: "the redirect_uri is not one that was registered for this client." };
  const target: Target = { client, ...resolved, state: readState(parameters) };
  const request = readAuthorizationRequest(rules, parameters);
  return "error" in request
    ? { kind: "refused", target, error: request.error, description: request.description }
    : { kind: "asked", target, request };
}

/** Whether the listener has to be asked. */
export async function needsConsent({ accounts }: Place, { target, request, found }: Grant): Promise<boolean> {
  const { client, uri } = target;
  if (request.prompt.has("consent")) return true;
  // Any app on a listener's machine could pose as this one (RFC 8252, section 8.6).
  if (client.secretHash === null && !provesClient(uri)) return true;
  const granted = await readConsent(accounts, { accountId: found.account.id, clientId: client.id });
  return granted === undefined || !covers(granted, request.scope);
}

export type Grant = { target: Target; request: AuthorizationRequest; found: OpenSession };

/** @returns where to send the browser, with a code */
export async function answerWithCode({ accounts, origin, now }: Place, { target, request, found }: Grant): Promise<string> {
  const { account, session } = found;
  const [id, secret] = [newIdBeside(account.id), newSecret()];
  await insertCode(accounts, {
    id,
    secretHash: await hashSecret(secret),
    accountId: account.id,
    clientId: target.client.id,
    redirectUri: target.asked,
    scope: writeScope(request.scope),
    codeChallenge: request.codeChallenge ?? null,
    nonce: request.nonce ?? null,
    methods: session.methods,
    authenticatedAt: session.authenticatedAt,
    agreedIn: session.id,
    sessionId: newIdBeside(account.id),
    createdAt: now,
    expiresAt: now + codeLifetime,
  });
  return withParameters(target.uri, { code: writeCode(id, secret), state: target.state, iss: origin });
}

/** @returns where to send the browser, with an error (RFC 6749, section 4.1.2.1; `iss`: RFC 9207) */
export function answerWithError({ origin }: Pick<Place, "origin">, target: Target, error: OAuthErrorCode, description: string): string {
  return withParameters(target.uri, { error, error_description: description, state: target.state, iss: origin });
}
