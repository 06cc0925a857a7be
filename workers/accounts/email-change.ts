/** Another address for an account: whoever reads the mail of the new one confirms it. */
import { Hono, type Context } from "hono";
import { z } from "zod";
import { emailChangeSchema, ticketRequestSchema } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeAddress, findAccountByEmail } from "../../d1/accounts/accounts.ts";
import { peekTicket, type NewTicket } from "../../d1/accounts/tickets.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import type { TicketKind } from "../../domain/account.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { addressKey, requireTicket } from "./guessing.ts";
import { requirePassword } from "./password-change.ts";

export const emailChange = new Hono<AccountsEnv>();

const kind = "email_change";
const lifetime = 24 * 3600_000;
const payloadSchema = z.object({ from: z.string(), to: z.string() });

emailChange.post("/accounts/v1/email-changes", async (context) => {
  const { email, password } = await parseBody(context, emailChangeSchema, { limitBytes: 5000 });
  await requirePassword(context, context.get("session").account, password, "password");
  await offerChange(context, email);
  return context.json({}, 202);
});

emailChange.post("/accounts/v1/email-changes/confirm", async (context) => {
  const { ticket } = await parseBody(context, ticketRequestSchema, { limitBytes: 1000 });
  await confirm(context, ticket);
  return context.body(null, 204);
});

/** The answer does not tell whether the address has an account: the mail to it does. @throws ClientError `unprocessable` or `rate_limited` */
async function offerChange(context: Context<AccountsEnv>, to: string): Promise<void> {
  const services = context.get("services");
  const { attempts, postbox, origin, now } = services;
  const { account } = context.get("session");
  const from = account.email;
  if (to === from) throw new ClientError("unprocessable", { message: "That is the account's address already.", field: "email" });
  await attempts.count("mail", await addressKey(services, to));
  await attempts.count("mail", await addressKey(services, from));
  const reader = { email: to, locale: account.locale };
  const id = newIdBeside(account.id);
  if (await findAccountByEmail(services, to)) {
    await postbox.post(reader, id, (letters, head) => letters.addressTaken({ ...head, url: `${origin}/login` }));
  } else {
    const ticket: NewTicket = { id, kind, accountId: account.id, payload: { from, to }, expiresAt: now + lifetime };
    await postbox.postTicket(reader, ticket, (text, letters, head) =>
      letters.confirmNewAddress({ ...head, url: `${origin}/verify?email_change=${text}` }),
    );
  }
  await postbox.post(account, newIdBeside(account.id), (letters, head) => letters.addressChanging({ ...head, address: to }));
}

/**
 * One click on a link must move nobody else's account to one's address: only the login of the account that asked confirms.
 * @throws ClientError `gone`, `login_required` or `conflict`; the link is used up with the change, not before
 */
async function confirm(context: Context<AccountsEnv>, text: string): Promise<void> {
  const services = context.get("services");
  const { accounts, postbox, now } = services;
  const { account } = context.get("session");
  const ticket = await requireTicket(context, () => peekTicket(accounts, text, kind, now));
  if (ticket.accountId !== account.id) {
    throw new ClientError("login_required", { message: "Log in to the account whose address is to change." });
  }
  const { from, to } = payloadSchema.parse(ticket.payload);
  // Moved elsewhere since: the link is of an older wish.
  if (account.email !== from) throw new ClientError("gone");
  const mail = postbox.write(account, newIdBeside(account.id), (letters, head) => letters.addressChanged({ ...head, address: to }));
  // Links that were mailed to the former address open nothing any more.
  const voids: TicketKind[] = ["password_reset", kind];
  if (!(await changeAddress(services, { accountId: account.id, from, to, now, mail, voids }))) {
    throw new ClientError("conflict", { message: "That address has an account of its own." });
  }
}
