/** `POST /api/token` (RFC 6749, section 3.2): what a client may trade for an access token. */
import { Hono } from "hono";
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { deviceGrant, grantTypeSchema, type GrantType } from "../../../domain/access.ts";
import type { AccountsEnv } from "../env.ts";
import { authenticateClient } from "./client-authentication.ts";
import { OAuthError } from "./errors.ts";
import { readForm } from "./form.ts";
import { redeemCode } from "./redeem-code.ts";
import { redeemDeviceCode } from "./redeem-device-code.ts";
import { redeemSecret } from "./redeem-secret.ts";
import { refresh } from "./refresh.ts";
import type { TokenRequest } from "./token-request.ts";

const grants: Record<GrantType, (request: TokenRequest) => Promise<TokenResponse>> = {
  authorization_code: redeemCode,
  refresh_token: refresh,
  client_credentials: redeemSecret,
  [deviceGrant]: redeemDeviceCode,
};

export const token = new Hono<AccountsEnv>();

token.post("/api/token", async (context) => {
  const form = await readForm(context);
  const client = await authenticateClient(context, form);
  const asked = form.get("grant_type");
  if (asked === undefined) throw new OAuthError("invalid_request", "grant_type is missing.");
  const type = grantTypeSchema.safeParse(asked);
  if (!type.success) throw new OAuthError("unsupported_grant_type", "That grant_type is not known.");
  if (!client.grantTypes.includes(type.data)) throw new OAuthError("unauthorized_client", "This client may not use that grant_type.");
  context.header("pragma", "no-cache");
  return context.json(await grants[type.data]({ context, client, form }));
});
