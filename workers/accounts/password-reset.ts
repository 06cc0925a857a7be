/** A forgotten password: whoever reads the account's mail may choose another. */
import { Hono, type Context } from "hono";
import { passwordResetConfirmSchema, passwordResetRequestSchema } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { findAccountByEmail, readAccount } from "../../d1/accounts/accounts.ts";
import { peekTicket, redeemTicket, type NewTicket, type Ticket } from "../../d1/accounts/tickets.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { addressKey, countByNetwork, heavyTurn, requireTicket } from "./guessing.ts";
import { setPassword } from "./password-change.ts";
import { hashPassword } from "./password-hash.ts";
import { requireStrongPassword } from "./password-strength.ts";
import { logIn } from "./sessions.ts";

export const passwordReset = new Hono<AccountsEnv>();

const kind = "password_reset";
const lifetime = 3600_000;

passwordReset.post("/accounts/v1/password-resets", async (context) => {
  const { email } = await parseBody(context, passwordResetRequestSchema, { limitBytes: 1000 });
  await offerReset(context, email);
  return context.json({}, 202);
});

passwordReset.post("/accounts/v1/password-resets/confirm", async (context) => {
  const { ticket, password } = await parseBody(context, passwordResetConfirmSchema, { limitBytes: 5000 });
  return context.json(await logIn(context, await reset(context, ticket, password), ["pwd"]));
});

/** A ticket that lets an account have another password. */
export function resetTicket(account: AccountRow, now: number): NewTicket {
  return { id: newIdBeside(account.id), kind, accountId: account.id, payload: { email: account.email }, expiresAt: now + lifetime };
}

/** A letter goes out whether or not the address has an account. */
async function offerReset(context: Context<AccountsEnv>, email: string): Promise<void> {
  const services = context.get("services");
  const { accounts, attempts, postbox, origin, now } = services;
  await countByNetwork(context, "mail_by_address");
  await attempts.count("mail", await addressKey(services, email));
  const account = await findAccountByEmail(services, email);
  if (account) {
    await postbox.postTicket(account, resetTicket(account, now), (ticket, letters, head) =>
      letters.resetPassword({ ...head, url: `${origin}/reset?ticket=${ticket}` }),
    );
    return;
  }
  const reader = { email, locale: context.req.header("accept-language") ?? "en" };
  const id = accounts.newId(crypto.getRandomValues(new Uint8Array(16)));
  // With a ticket that opens nothing and is mailed to nobody: as much is written as for an address that has an account.
  const ticket: NewTicket = { id, kind: "no_account", payload: { email }, expiresAt: now + lifetime };
  await postbox.postTicket(reader, ticket, (_, letters, head) => letters.noAccount({ ...head, url: `${origin}/signup` }));
}

/** @throws ClientError `gone`, or `unprocessable` for a password that is too weak: the ticket stays good */
async function reset(context: Context<AccountsEnv>, text: string, password: string): Promise<AccountRow> {
  const services = context.get("services");
  const { accounts, attempts, now } = services;
  const account = await holderOf(context, await requireTicket(context, () => peekTicket(accounts, text, kind, now)));
  await requireStrongPassword(password, [account.email, account.displayName], await heavyTurn(context));
  const passwordHash = await hashPassword(password, await heavyTurn(context));
  await requireTicket(context, () => redeemTicket(accounts, text, kind, now));
  // Whoever guessed at the old one has not guessed at this one.
  await attempts.forget("password", await addressKey(services, account.email));
  return setPassword(context, account, { passwordHash, action: "password_reset" });
}

async function holderOf(context: Context<AccountsEnv>, { accountId }: Ticket): Promise<AccountRow> {
  const account = accountId === null ? undefined : await readAccount(context.get("services").accounts, accountId);
  if (!account) throw new ClientError("gone");
  return account;
}
