import { writeAudit } from "../../../d1/accounts/audit.ts";
import { endSessions } from "../../../d1/accounts/sessions.ts";
import type { AuditAction } from "../../../domain/audit.ts";
import type { SessionEndReason } from "../../../domain/account.ts";
import type { Services } from "../services.ts";

type Which = { accountId: string; id: string; clientId: string };

/**
 * Ends an app's session: its refresh token is worth nothing at once, its access tokens within seconds.
 * @param action what the audit says of it @param actor an account's id, or `system`
 */
export async function endFamily(
  services: Pick<Services, "accounts" | "revoke" | "now">,
  { accountId, id, clientId }: Which,
  { reason, action }: { reason: SessionEndReason; action: AuditAction },
): Promise<void> {
  const { accounts, now } = services;
  const ended = await endSessions(accounts, { accountId, id }, reason, now);
  // Also when it had ended before: whoever ended it may not have got as far as this.
  await services.revoke([{ id, accountId, clientId, seenAt: now }]);
  if (ended.length === 0) return;
  await writeAudit(accounts, { accountId, actor: "system", action, detail: { client_id: clientId, session_id: id }, at: now });
}
