/** `POST /api/device_authorization` (RFC 8628, section 3.1): a speaker asks to be let in by somebody with a browser. */
import { Hono } from "hono";
import type { DeviceAuthorizationResponse } from "../../../contracts/oauth.ts";
import { insertDevice } from "../../../d1/accounts/devices.ts";
import { parseScope, type Scope } from "../../../domain/access.ts";
import { idInSlice } from "../../../domain/ids.ts";
import { isDeviceApp } from "../../../domain/oauth/app.ts";
import { deviceCodeLifetime, pollInterval, userCodeFrom, writeUserCode } from "../../../domain/oauth/device.ts";
import { writeScope } from "../../../domain/oauth/scope.ts";
import type { AccountsEnv } from "../env.ts";
import { countByNetwork } from "../guessing.ts";
import type { Services } from "../services.ts";
import { authenticateClient } from "./client-authentication.ts";
import { OAuthError } from "./errors.ts";
import { readForm } from "./form.ts";
import { hashSecret, newSecret, writeCode } from "./secret.ts";

export const deviceAuthorization = new Hono<AccountsEnv>();

deviceAuthorization.post("/api/device_authorization", async (context) => {
  const form = await readForm(context);
  const client = await authenticateClient(context, form);
  if (!isDeviceApp(client.grantTypes)) throw new OAuthError("unauthorized_client", "This client is no device.");
  const scope = parseScope(form.get("scope") ?? "");
  if (!scope) throw new OAuthError("invalid_scope", "One of the scopes does not exist.");
  await countByNetwork(context, "device_by_address");
  return context.json(await begin(context.get("services"), client.id, scope));
});

async function begin(services: Services, clientId: string, scope: Scope[]): Promise<DeviceAuthorizationResponse> {
  const { directory, directorySlices, origin, now } = services;
  const userCode = newUserCode();
  const digest = await directory.digest("user_code", userCode);
  const [id, secret] = [idInSlice(directorySlices.sliceOf(digest), crypto.getRandomValues(new Uint8Array(16))), newSecret()];
  const isOnlyOne = await insertDevice(directorySlices, {
    id,
    secretHash: await hashSecret(secret),
    userCode,
    clientId,
    scope: writeScope(scope),
    status: "pending",
    accountId: null,
    methods: null,
    authenticatedAt: null,
    decidedAt: null,
    agreedIn: null,
    sessionId: null,
    intervalSeconds: pollInterval,
    polledAt: null,
    expiresAt: now + deviceCodeLifetime,
  });
  if (!isOnlyOne) return begin(services, clientId, scope);
  const shown = writeUserCode(userCode);
  return {
    device_code: writeCode(id, secret),
    user_code: shown,
    verification_uri: `${origin}/activate`,
    verification_uri_complete: `${origin}/activate?user_code=${shown}`,
    expires_in: deviceCodeLifetime / 1000,
    interval: pollInterval,
  };
}

function newUserCode(): string {
  return userCodeFrom(crypto.getRandomValues(new Uint8Array(32))) ?? newUserCode();
}
