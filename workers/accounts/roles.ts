/** Roles, given and taken by admins. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import { type accountListSchema, type auditListSchema, rolesChangeSchema } from "../../contracts/accounts/roles.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeAccount, countAdmins, findAccountByEmail, readAccount } from "../../d1/accounts/accounts.ts";
import { listAudit, rolesEntry } from "../../d1/accounts/audit.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { rolesAfter, type Role } from "../../domain/access.ts";
import { emailSchema } from "../../domain/account.ts";
import { parseBody, parseValue } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { requireFreshLogin } from "./sessions.ts";

export const roles = new Hono<AccountsEnv>();

const auditShown = 200;

roles.get("/accounts/v1/admin/accounts", async (context) => {
  const account = await findAccountByEmail(context.get("services"), parseValue(context.req.query("email"), emailSchema));
  return context.json({ accounts: account ? [describeAccount(account)] : [] } satisfies z.infer<typeof accountListSchema>);
});

roles.put("/accounts/v1/admin/accounts/:id/roles", async (context) => {
  // What is given outlasts the login that gave it.
  requireFreshLogin(context);
  const request = await parseBody(context, rolesChangeSchema, { limitBytes: 1000 });
  await setRoles(context, context.req.param("id"), request.roles);
  return context.body(null, 204);
});

roles.get("/accounts/v1/admin/accounts/:id/audit", async (context) => {
  const { accounts } = context.get("services");
  const account = await requireAccount(context, context.req.param("id"));
  const entries = (await listAudit(accounts, account.id, auditShown)).map(({ id, actor, action, detail, at }) => {
    return { id, actor, action, detail, at: new Date(at).toISOString() };
  });
  return context.json({ entries } satisfies z.infer<typeof auditListSchema>);
});

/** @throws ClientError `not_found` */
async function requireAccount(context: Context<AccountsEnv>, id: string): Promise<AccountRow> {
  const account = await readAccount(context.get("services").accounts, id);
  if (!account) throw new ClientError("not_found");
  return account;
}

/** @throws ClientError `not_found` or `conflict` */
async function setRoles(context: Context<AccountsEnv>, id: string, wished: readonly Role[]): Promise<void> {
  const { accounts, postbox, endSessions, now } = context.get("services");
  const actor = context.get("session").account;
  const account = await requireAccount(context, id);
  const { next, taken, changes } = rolesAfter(account.roles, wished);
  if (!changes) return;
  if (id === actor.id && taken.includes("admin")) throw lastAdmin();
  await changeAccount(accounts, id, { roles: next }, { now, entry: rolesEntry(actor.id, account.roles, next) });
  // Two admins who take the role from each other at once: whoever finds nobody left gives it back.
  if (taken.includes("admin") && (await countAdmins(accounts)) === 0) {
    await changeAccount(accounts, id, { roles: account.roles }, { now, entry: rolesEntry(actor.id, next, account.roles) });
    throw lastAdmin();
  }
  // Tokens say roles for ten minutes: what is taken is refused at once, by ending the sessions. What is given comes with the next token.
  if (taken.length > 0) await endSessions({ accountId: id }, "revoked");
  await postbox.post(account, newIdBeside(id), (letters, head) => letters.rolesChanged({ ...head, roles: next }));
}

function lastAdmin(): ClientError {
  return new ClientError("conflict", { message: "There has to be an admin: nobody takes their own role, nor the last one's." });
}

function describeAccount(account: AccountRow): z.infer<typeof accountListSchema>["accounts"][number] {
  return {
    id: account.id,
    email: account.email,
    display_name: account.displayName,
    roles: account.roles,
    created_at: new Date(account.createdAt).toISOString(),
  };
}
