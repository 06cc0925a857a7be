/** `POST /api/introspect` (RFC 7662): a client's own backends ask whether a token of theirs still stands, by the database. */
import { Hono } from "hono";
import type { IntrospectionResponse } from "../../../contracts/oauth.ts";
import type { AccountsEnv } from "../env.ts";
import { authenticateConfidentialClient } from "./client-authentication.ts";
import { OAuthError } from "./errors.ts";
import { readForm } from "./form.ts";
import { readToken, type PresentedToken } from "./presented-token.ts";

export const introspect = new Hono<AccountsEnv>();

introspect.post("/api/introspect", async (context) => {
  const services = context.get("services");
  const form = await readForm(context);
  const client = await authenticateConfidentialClient(context, form);
  const text = form.get("token");
  if (text === undefined) throw new OAuthError("invalid_request", "token is missing.");
  return context.json(describe(await readToken(services, context.env, client.id, text), services.origin));
});

function describe(token: PresentedToken | undefined, origin: string): IntrospectionResponse {
  if (!token) return { active: false };
  if (token.kind === "access") {
    const { iss, aud, sub, client_id, scope, exp, iat, jti } = token.claims;
    return { active: true, token_type: "Bearer", iss, aud, sub, client_id, scope, exp, iat, jti };
  }
  const { session } = token.found;
  return {
    active: true,
    iss: origin,
    sub: session.accountId,
    client_id: session.clientId ?? "",
    scope: session.scope,
    iat: Math.floor(session.rotatedAt / 1000),
    exp: Math.floor(session.expiresAt / 1000),
  };
}
