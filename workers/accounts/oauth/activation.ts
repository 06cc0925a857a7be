/** What the player's page /activate asks: which device shows this code, and may it come in (RFC 8628, section 3.3). */
import { Hono, type Context } from "hono";
import { activationDecisionSchema, userCodeSchema, type ActivationView } from "../../../contracts/accounts/apps.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { writeAudit } from "../../../d1/accounts/audit.ts";
import { readClient } from "../../../d1/accounts/clients.ts";
import { addConsent } from "../../../d1/accounts/consents.ts";
import { decideDevice, findDevice, type DeviceDecision } from "../../../d1/accounts/devices.ts";
import type { DeviceAuthorizationRow, OAuthClientRow } from "../../../d1/schema/accounts.ts";
import { newIdBeside } from "../../../d1/accounts/new-id.ts";
import { readUserCode, writeUserCode } from "../../../domain/oauth/device.ts";
import { readScope } from "../../../domain/oauth/scope.ts";
import { parseBody, parseValue } from "../../../frame/parse.ts";
import type { AccountsEnv } from "../env.ts";
import { countByNetwork, giveBackByNetwork } from "../guessing.ts";
import { describeClient } from "./describe-client.ts";

export const activation = new Hono<AccountsEnv>();

activation.get("/accounts/v1/activation", async (context) => {
  const { device, client } = await findByUserCode(context, parseValue(context.req.query("user_code"), userCodeSchema));
  if (device.status !== "pending") throw new ClientError("gone");
  const view: ActivationView = {
    client: describeClient(client),
    scope: readScope(device.scope),
    user_code: writeUserCode(device.userCode),
  };
  return context.json(view);
});

activation.post("/accounts/v1/activation", async (context) => {
  const { user_code: userCode, decision } = await parseBody(context, activationDecisionSchema, { limitBytes: 1000 });
  const { device } = await findByUserCode(context, userCode);
  await decide(context, device, decision === "allow" ? "approved" : "denied");
  return context.body(null, 204);
});

type Found = { device: DeviceAuthorizationRow; client: OAuthClientRow };

/**
 * Counts before it looks, and takes back what was no guess: fifty at once get no more tries than fifty in a row.
 * @throws ClientError `invalid_request`, `not_found`, `gone` or `rate_limited`
 */
async function findByUserCode(context: Context<AccountsEnv>, typed: string): Promise<Found> {
  const { attempts, accounts, directory, directorySlices, now } = context.get("services");
  const userCode = readUserCode(typed);
  if (userCode === undefined) throw new ClientError("invalid_request", { message: "That is no such code.", field: "user_code" });
  const accountId = context.get("session").account.id;
  await attempts.count("user_code", accountId);
  await countByNetwork(context, "user_code_by_address");
  const device = await findDevice(directorySlices, { digest: await directory.digest("user_code", userCode), userCode });
  const client = device && (await readClient(accounts, device.clientId));
  if (!client) throw new ClientError("not_found");
  if (now >= device.expiresAt) throw new ClientError("gone");
  await attempts.giveBack("user_code", accountId);
  await giveBackByNetwork(context, "user_code_by_address");
  return { device, client };
}

/** The same decision of the same listener again changes nothing. @throws ClientError `gone` when it was decided otherwise */
async function decide(context: Context<AccountsEnv>, device: DeviceAuthorizationRow, status: "approved" | "denied"): Promise<void> {
  const { accounts, directorySlices, now } = context.get("services");
  const { account, session } = context.get("session");
  const accountId = account.id;
  if (device.status === status && device.accountId === accountId) return;
  // First, so that the device finds it: consent to what then turns out to be decided opens nothing.
  if (status === "approved") await addConsent(accounts, { accountId, clientId: device.clientId }, readScope(device.scope), now);
  const { methods, authenticatedAt } = session;
  const decision: DeviceDecision =
    status === "approved"
      ? { status, accountId, decidedAt: now, methods, authenticatedAt, agreedIn: session.id, sessionId: newIdBeside(accountId) }
      : { status, accountId, decidedAt: now };
  if (!(await decideDevice(directorySlices, device.id, decision))) throw new ClientError("gone");
  const detail = { client_id: device.clientId, scope: device.scope };
  await writeAudit(accounts, { accountId, actor: accountId, action: `device_${status}`, detail, at: now });
}
