/** `/oauth/userinfo` (OpenID Connect Core, section 5.3): who a token's listener is, as far as its scopes go. */
import { Hono, type Context } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { readSession } from "../../../d1/accounts/sessions.ts";
import { readScope } from "../../../domain/oauth/scope.ts";
import type { AccountsEnv } from "../env.ts";
import { claimsOf } from "./id-token.ts";

export const userinfo = new Hono<AccountsEnv>();

userinfo.get("/oauth/userinfo", (context) => answer(context));
userinfo.post("/oauth/userinfo", (context) => answer(context));

async function answer(context: Context<AccountsEnv>): Promise<Response> {
  const { accounts, origin, now } = context.get("services");
  const claims = context.get("claims");
  const found = await readSession(accounts, claims.sid, now);
  if (found?.account.id !== claims.sub) throw new ClientError("token_revoked");
  return context.json(claimsOf(found.account, readScope(claims.scope), origin));
}
