/** Where a listener is logged in: browsers, and apps that have access. */
import { Hono, type Context } from "hono";
import type { SessionList } from "../../contracts/accounts/session.ts";
import { writeAudit } from "../../d1/accounts/audit.ts";
import { readClients } from "../../d1/accounts/clients.ts";
import { listSessions, type SessionsToEnd } from "../../d1/accounts/sessions.ts";
import type { SessionRow } from "../../d1/schema/accounts.ts";
import { readScope } from "../../domain/oauth/scope.ts";
import type { AccountsEnv } from "./env.ts";
import { forgetBrowser } from "./sessions.ts";

export const listenerSessions = new Hono<AccountsEnv>();

listenerSessions.get("/accounts/v1/sessions", async (context) => {
  const { accounts, now } = context.get("services");
  const { account, session } = context.get("session");
  const rows = await listSessions(accounts, account.id, now);
  const clients = await readClients(accounts, [...new Set(rows.flatMap(({ clientId }) => clientId ?? []))]);
  const names = new Map(clients.map(({ id, name }) => [id, name]));
  return context.json({ sessions: rows.map((row) => describeSession(row, session.id, names)) } satisfies SessionList);
});

listenerSessions.delete("/accounts/v1/sessions", async (context) => {
  const { account, session } = context.get("session");
  await end(context, { accountId: account.id, except: session.id });
  return context.body(null, 204);
});

listenerSessions.delete("/accounts/v1/sessions/:id", async (context) => {
  const { account, session } = context.get("session");
  const id = context.req.param("id");
  // One that ended already, or is none of theirs, is not theirs to hear about.
  await end(context, { accountId: account.id, id });
  if (id === session.id) forgetBrowser(context);
  return context.body(null, 204);
});

/** Ends sessions, and refuses their tokens. */
async function end(context: Context<AccountsEnv>, which: SessionsToEnd): Promise<void> {
  const { accounts, endSessions, now } = context.get("services");
  const ended = await endSessions(which, "ended_by_listener");
  if (ended.length === 0) return;
  const { accountId } = which;
  await writeAudit(accounts, { accountId, actor: accountId, action: "sessions_ended", detail: { count: ended.length }, at: now });
}

function describeSession(row: SessionRow, current: string, names: ReadonlyMap<string, string>): SessionList["sessions"][number] {
  return {
    id: row.id,
    current: row.id === current,
    client: row.clientId === null ? null : { id: row.clientId, name: names.get(row.clientId) ?? row.clientId },
    scope: readScope(row.scope),
    user_agent: row.userAgent,
    country: row.country,
    methods: row.methods,
    created_at: new Date(row.createdAt).toISOString(),
    seen_at: new Date(row.seenAt).toISOString(),
  };
}
