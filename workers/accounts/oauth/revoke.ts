/** `POST /api/revoke` (RFC 7009): an app gives its access back. With either of its tokens, the whole session ends. */
import { Hono } from "hono";
import type { AccountsEnv } from "../env.ts";
import { authenticateClient } from "./client-authentication.ts";
import { endFamily } from "./end-family.ts";
import { OAuthError } from "./errors.ts";
import { readForm } from "./form.ts";
import { readToken } from "./presented-token.ts";

export const revoke = new Hono<AccountsEnv>();

revoke.post("/api/revoke", async (context) => {
  const services = context.get("services");
  const form = await readForm(context);
  const client = await authenticateClient(context, form);
  const text = form.get("token");
  if (text === undefined) throw new OAuthError("invalid_request", "token is missing.");
  const token = await readToken(services, context.env, client.id, text);
  if (token?.found) {
    const { session, account } = token.found;
    const which = { accountId: account.id, id: session.id, clientId: client.id };
    await endFamily(services, which, { reason: "revoked", action: "app_session_revoked" });
  } else if (token?.kind === "access") {
    // A share of the list for each developer, beside that of their own account: as many tokens of a client's own are to be had as one likes,
    // and whoever has its secret must not push out what the developer ended themselves.
    const accountId = `apps of ${client.ownerId ?? client.id}`;
    await services.revoke([{ id: token.claims.sid, accountId, clientId: client.id, seenAt: services.now }]);
  }
  // Section 2.2: a token that is not good is as good as revoked. Nobody reads the body, but some clients take nothing but JSON.
  return context.json({});
});
