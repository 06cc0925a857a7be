import { Hono } from "hono";
import type { TokenResponse } from "../../contracts/access-token.ts";
import { sessionRequestSchema } from "../../contracts/accounts/session.ts";
import { guestRequestSchema } from "../../contracts/guest.ts";
import { requireSameOrigin } from "../../frame/cookies.ts";
import { parseBody } from "../../frame/parse.ts";
import { accessTokenLifetime, guestSubject, issueAccessToken } from "./access-token.ts";
import type { AccountsEnv } from "./env.ts";
import { findSession, marketOfVisitor, renewAccess } from "./sessions.ts";

export const guests = new Hono<AccountsEnv>();

guests.post("/v1/guest", async (context) => {
  const request = await parseBody(context, guestRequestSchema, { limitBytes: 1000, emptyAs: {} });
  const subject = guestSubject(marketOfVisitor(context, request.market));
  const token: TokenResponse = {
    access_token: await issueAccessToken(context.get("services"), subject),
    token_type: "Bearer",
    expires_in: accessTokenLifetime,
    scope: subject.scope,
  };
  context.header("pragma", "no-cache");
  return context.json(token);
});

guests.post("/accounts/v1/session", async (context) => {
  requireSameOrigin(context);
  const { market } = await parseBody(context, sessionRequestSchema, { limitBytes: 1000, emptyAs: {} });
  return context.json(await renewAccess(context, await findSession(context), market));
});
