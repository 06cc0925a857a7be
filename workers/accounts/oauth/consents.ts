/** Apps that a listener let in, to be seen and to be shown the door. */
import { Hono, type Context } from "hono";
import type { ConsentList } from "../../../contracts/accounts/apps.ts";
import { writeAudit } from "../../../d1/accounts/audit.ts";
import { readClients } from "../../../d1/accounts/clients.ts";
import { deleteConsent, listConsents } from "../../../d1/accounts/consents.ts";
import { readScope } from "../../../domain/oauth/scope.ts";
import type { AccountsEnv } from "../env.ts";
import { describeClient } from "./describe-client.ts";

export const consents = new Hono<AccountsEnv>();

consents.get("/accounts/v1/consents", async (context) => {
  const { accounts } = context.get("services");
  const rows = await listConsents(accounts, context.get("session").account.id);
  const clients = new Map(
    (
      await readClients(
        accounts,
        rows.map(({ clientId }) => clientId),
      )
    ).map((client) => [client.id, client]),
  );
  const list: ConsentList = {
    consents: rows.flatMap(({ clientId, scope, grantedAt }) => {
      const client = clients.get(clientId);
      return client ? [{ client: describeClient(client), scope: readScope(scope), granted_at: new Date(grantedAt).toISOString() }] : [];
    }),
  };
  return context.json(list);
});

consents.delete("/accounts/v1/consents/:client_id", async (context) => {
  await withdraw(context, context.req.param("client_id"));
  return context.body(null, 204);
});

/** The consent goes first: a session that a code begins meanwhile finds it gone, and ends by itself. */
async function withdraw(context: Context<AccountsEnv>, clientId: string): Promise<void> {
  const { accounts, endSessions, now } = context.get("services");
  const accountId = context.get("session").account.id;
  const wasThere = await deleteConsent(accounts, { accountId, clientId });
  const ended = await endSessions({ accountId, clientId }, "ended_by_listener");
  if (!wasThere && ended.length === 0) return;
  const detail = { client_id: clientId, sessions: ended.length };
  await writeAudit(accounts, { accountId, actor: accountId, action: "consent_withdrawn", detail, at: now });
}
