/** Roles, given and taken by admins. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import { type accountListSchema, type auditListSchema, rolesChangeSchema } from "../../contracts/accounts/roles.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeAccount, countAdmins, findAccountByEmail, readAccount } from "../../d1/accounts/accounts.ts";
import { listAudit } from "../../d1/accounts/audit.ts";
import { endSessions } from "../../d1/accounts/sessions.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import type { Role } from "../../domain/access.ts";
import { emailSchema } from "../../domain/account.ts";
import { parseBody, parseValue } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { newIdBeside } from "./sessions.ts";

export const roles = new Hono<AccountsEnv>();

const auditShown = 200;

roles.get("/accounts/v1/admin/accounts", async (context) => {
  const account = await findAccountByEmail(context.get("services"), parseValue(context.req.query("email"), emailSchema));
  return context.json({ accounts: account ? [describeAccount(account)] : [] } satisfies z.infer<typeof accountListSchema>);
});

roles.put("/accounts/v1/admin/accounts/:id/roles", async (context) => {
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
  const { accounts, postbox, revoke, now } = context.get("services");
  const actor = context.get("session").account;
  const account = await requireAccount(context, id);
  const next = [...new Set<Role>(["listener", ...wished])];
  const taken = account.roles.filter((role) => !next.includes(role));
  if (taken.length === 0 && next.length === account.roles.length) return;
  if (id === actor.id && taken.includes("admin")) throw lastAdmin();
  await changeAccount(accounts, id, { roles: next }, { now, entry: entryOf(actor, account, next) });
  // Two admins who take the role from each other at once: whoever finds nobody left gives it back.
  if (taken.includes("admin") && (await countAdmins(accounts)) === 0) {
    await changeAccount(accounts, id, { roles: account.roles }, { now, entry: entryOf(actor, { ...account, roles: next }, account.roles) });
    throw lastAdmin();
  }
  // Tokens say roles for ten minutes: what is taken is refused at once, by ending the sessions. What is given comes with the next token.
  if (taken.length > 0) await revoke(await endSessions(accounts, { accountId: id }, "revoked", now));
  await postbox.post(account, newIdBeside(id), (letters, head) => letters.rolesChanged({ ...head, roles: next }));
}

function entryOf(actor: AccountRow, { roles: from }: Pick<AccountRow, "roles">, to: readonly Role[]) {
  return { actor: actor.id, action: "roles_changed", detail: { from, to } };
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
