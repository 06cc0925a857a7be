/** Where everything is, and what is understood: RFC 8414, OpenID Connect Discovery, and the keys that tokens are signed with. */
import { Hono, type Context } from "hono";
import { z } from "zod";
import { userClaimsSchema } from "../../../contracts/oauth.ts";
import { grantTypeSchema, scopes } from "../../../domain/access.ts";
import type { AccountsEnv } from "../env.ts";
import { authenticationMethods, confidentialMethods } from "./client-authentication.ts";

export const metadata = new Hono<AccountsEnv>();

/** A key is published that long before it signs: longer than anybody remembers the keys without it. */
const cacheControl = "public, max-age=300";

/** The public members only, whatever else is in the configuration. */
const publicKeysSchema = z.object({
  keys: z.array(
    z.object({ kty: z.literal("EC"), crv: z.string(), x: z.string(), y: z.string(), kid: z.string(), alg: z.string(), use: z.string() }),
  ),
});

metadata.get("/.well-known/jwks.json", (context) => answer(context, publicKeysSchema.parse(JSON.parse(context.env.TOKEN_KEYS))));

metadata.get("/.well-known/oauth-authorization-server", (context) => answer(context, describeServer(context.get("services").origin)));

metadata.get("/.well-known/openid-configuration", (context) => {
  const { origin } = context.get("services");
  return answer(context, { ...describeServer(origin), ...describeProvider(origin) });
});

function answer(context: Context<AccountsEnv>, document: object): Response {
  context.header("cache-control", cacheControl);
  return context.json(document);
}

function describeServer(origin: string) {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/api/token`,
    device_authorization_endpoint: `${origin}/api/device_authorization`,
    revocation_endpoint: `${origin}/api/revoke`,
    introspection_endpoint: `${origin}/api/introspect`,
    jwks_uri: `${origin}/.well-known/jwks.json`,
    scopes_supported: scopes,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: grantTypeSchema.options,
    token_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    introspection_endpoint_auth_methods_supported: confidentialMethods,
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
}

const userClaims = Object.keys(userClaimsSchema.shape).filter((claim) => claim !== "sub");

/** What OpenID Connect Discovery, section 3, asks for besides. */
function describeProvider(origin: string) {
  return {
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
    claim_types_supported: ["normal"],
    claims_supported: ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "at_hash", ...userClaims],
    prompt_values_supported: ["none", "login", "consent", "select_account"],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
