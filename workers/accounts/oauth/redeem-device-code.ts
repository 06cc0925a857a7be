/** A device code for tokens, once its listener agreed elsewhere (RFC 8628, section 3.4). */
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { readDevice, writePoll } from "../../../d1/accounts/devices.ts";
import type { DeviceAuthorizationRow } from "../../../d1/schema/accounts.ts";
import { judgePoll } from "../../../domain/oauth/device.ts";
import { equalsSecret } from "../../../frame/secret.ts";
import type { Services } from "../services.ts";
import { beginSession, type Authorization } from "./begin-session.ts";
import { OAuthError } from "./errors.ts";
import { issueTokens } from "./issue-tokens.ts";
import { hashSecret, parseCode } from "./secret.ts";
import type { TokenRequest } from "./token-request.ts";

/** @throws OAuthError as section 3.5 says */
export async function redeemDeviceCode({ context, client, form }: TokenRequest): Promise<TokenResponse> {
  const services = context.get("services");
  const code = form.get("device_code");
  if (code === undefined) throw new OAuthError("invalid_request", "device_code is missing.");
  const device = await findByCode(services, code);
  if (device?.clientId !== client.id) throw new OAuthError("invalid_grant", "The device code is not known.");
  await requireApproval(services, device);
  const { session, account } = await beginSession(context, authorizationOf(device));
  return issueTokens(context, { client, account, session });
}

async function findByCode({ directorySlices }: Services, text: string): Promise<DeviceAuthorizationRow | undefined> {
  const code = parseCode(text);
  const device = code && (await readDevice(directorySlices, code.id));
  return device && (await equalsSecret(await hashSecret(code.secret), device.secretHash)) ? device : undefined;
}

async function requireApproval({ directorySlices, now }: Services, device: DeviceAuthorizationRow): Promise<void> {
  const verdict = judgePoll(device, now);
  switch (verdict.kind) {
    case "approved":
      return;
    case "authorization_pending":
    case "slow_down":
      await writePoll(directorySlices, device.id, { polledAt: now, intervalSeconds: verdict.intervalSeconds });
      throw new OAuthError(verdict.kind, `Ask again in ${verdict.intervalSeconds} seconds.`);
    case "access_denied":
      throw new OAuthError("access_denied", "The listener said no.");
    case "expired_token":
      throw new OAuthError("expired_token", "The device code expired.");
  }
}

function authorizationOf(device: DeviceAuthorizationRow): Authorization {
  const { sessionId, agreedIn, accountId, methods, authenticatedAt, decidedAt, clientId, scope } = device;
  if (sessionId === null || agreedIn === null || accountId === null || methods === null || authenticatedAt === null || decidedAt === null) {
    throw new Error("an approved device has a listener");
  }
  return { sessionId, agreedIn, accountId, methods, authenticatedAt, agreedAt: decidedAt, clientId, scope };
}
