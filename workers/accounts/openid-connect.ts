/** Speaks OpenID Connect with an identity provider: authorization code, PKCE, and an id_token whose every part is checked. */
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  discoveryRequest,
  getValidatedIdTokenClaims,
  jwksCache,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processUserInfoResponse,
  userInfoRequest,
  validateApplicationLevelSignature,
  validateAuthResponse,
  type AuthorizationServer,
  type ClientAuth,
  type JWKSCacheInput,
  type TokenEndpointResponse,
} from "oauth4webapi";
import { z } from "zod";
import type { IdentityFailure } from "../../contracts/accounts/credentials.ts";
import { emailSchema } from "../../domain/account.ts";
import { isLoopback } from "../../frame/origin.ts";
import type { IdentityProvider } from "./identity-providers.ts";

/** Why a way over a provider ended elsewhere than planned; the login page tells it. */
export class IdentityError extends Error {
  readonly failure: IdentityFailure;
  constructor(failure: IdentityFailure, options?: ErrorOptions) {
    super(failure, options);
    this.name = "IdentityError";
    this.failure = failure;
  }
}

/** What one request to a provider and its answer have in common. `again`: whoever is logged in there is to prove it once more. */
export type Exchange = { state: string; nonce: string; verifier: string; redirectUri: string; again: boolean };

/**
 * Whom a provider vouches for. `email`: only an address that it says is verified; `authenticatedAt`: when they proved who they are,
 * milliseconds since 1970, where it tells.
 */
export type ProvenIdentity = {
  issuer: string;
  subject: string;
  email?: string;
  name?: string;
  locale?: string;
  authenticatedAt?: number;
};

type Held = { server: AuthorizationServer; keys: JWKSCacheInput; at: number };
type Here = { origin: string; now: number };

const metadataLifetime = 3600_000;
const timeoutMs = 8000;
// Only settled answers are shared between requests: a shared promise would strand the others when the request that made it ends.
const held = new Map<string, Held>();

/** Where to send the browser. @throws IdentityError `failed` when the provider can't be reached */
export async function authorizationUrl(provider: IdentityProvider, exchange: Exchange, here: Here): Promise<URL> {
  const { server } = await discover(provider, here);
  if (server.authorization_endpoint === undefined) throw new IdentityError("failed");
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: provider.client_id,
    redirect_uri: exchange.redirectUri,
    scope: "openid email profile",
    state: exchange.state,
    nonce: exchange.nonce,
    code_challenge: await calculatePKCECodeChallenge(exchange.verifier),
    code_challenge_method: "S256",
    // Core, section 3.1.2.1: as `prompt=login`, and the answer has to tell the time.
    ...(exchange.again && { max_age: "0" }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/**
 * Reads what the browser came back with, redeems the code, and checks the id_token: signature, issuer, audience, nonce, times.
 * @throws IdentityError `cancelled` or `failed`
 */
export async function proveIdentity(
  provider: IdentityProvider,
  exchange: Exchange,
  answer: URLSearchParams,
  here: Here,
): Promise<ProvenIdentity> {
  try {
    return await exchangeCode(provider, exchange, answer, here);
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    const declined = error instanceof AuthorizationResponseError && error.error === "access_denied";
    throw new IdentityError(declined ? "cancelled" : "failed", { cause: error });
  }
}

async function exchangeCode(provider: IdentityProvider, exchange: Exchange, answer: URLSearchParams, here: Here): Promise<ProvenIdentity> {
  const { server, keys } = await discover(provider, here);
  const client = { client_id: provider.client_id };
  const http = requestOptions(provider, here);
  // Checks the issuer where it is told (RFC 9207), and that it is told where the provider says it does.
  const parameters = validateAuthResponse(server, client, answer, exchange.state);
  const { redirectUri, verifier, nonce } = exchange;
  const authentication = clientAuthentication(provider, server);
  const response = await authorizationCodeGrantRequest(server, client, authentication, parameters, redirectUri, verifier, http);
  const tokens = await processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
  await validateApplicationLevelSignature(server, response, { ...http, [jwksCache]: keys });
  held.set(provider.issuer, { server, keys, at: held.get(provider.issuer)?.at ?? here.now });
  return describeIdentity(provider, await readClaims(server, client, tokens, http));
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  email: emailSchema.optional().catch(undefined),
  /** A text at some providers. */
  email_verified: z
    .union([z.boolean(), z.literal("true").transform(() => true)])
    .optional()
    .catch(undefined),
  name: z.string().trim().min(1).optional().catch(undefined),
  locale: z.string().optional().catch(undefined),
  auth_time: z.int().positive().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

/** Claims of the id_token; of the userinfo endpoint (Core, section 5.3) where the token leaves the address out. */
async function readClaims(
  server: AuthorizationServer,
  client: { client_id: string },
  tokens: TokenEndpointResponse,
  http: ReturnType<typeof requestOptions>,
): Promise<Claims> {
  const claims = claimsSchema.parse(getValidatedIdTokenClaims(tokens));
  if (claims.email !== undefined || server.userinfo_endpoint === undefined) return claims;
  const response = await userInfoRequest(server, client, tokens.access_token, http);
  const told = claimsSchema.parse(await processUserInfoResponse(server, client, claims.sub, response));
  return { ...told, auth_time: claims.auth_time };
}

function describeIdentity(provider: IdentityProvider, claims: Claims): ProvenIdentity {
  const { sub, email, email_verified: verified, name, locale, auth_time: authTime } = claims;
  return {
    issuer: provider.issuer,
    subject: sub,
    ...(email !== undefined && verified === true && { email }),
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(authTime !== undefined && { authenticatedAt: authTime * 1000 }),
  };
}

/** @returns copies: what a library keeps beside them lives no longer than the request */
async function discover(provider: IdentityProvider, here: Here): Promise<Pick<Held, "server" | "keys">> {
  const known = held.get(provider.issuer);
  if (known && here.now - known.at < metadataLifetime) return structuredClone({ server: known.server, keys: known.keys });
  const issuer = new URL(provider.issuer);
  try {
    const response = await discoveryRequest(issuer, requestOptions(provider, here));
    const server = await processDiscoveryResponse(issuer, response);
    held.set(provider.issuer, { server: structuredClone(server), keys: {}, at: here.now });
    return { server, keys: {} };
  } catch (error) {
    throw new IdentityError("failed", { cause: error });
  }
}

/** Plain HTTP is for trials on one machine, where both ends of it are. */
function requestOptions({ issuer }: IdentityProvider, { origin }: Here) {
  return { signal: AbortSignal.timeout(timeoutMs), [allowInsecureRequests]: isLoopback(issuer) && isLoopback(origin) };
}

function clientAuthentication({ client_secret: secret }: IdentityProvider, server: AuthorizationServer): ClientAuth {
  if (secret === undefined) return None();
  // OpenID Connect Discovery, section 3: who names no method takes Basic.
  const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return methods.includes("client_secret_basic") ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}
