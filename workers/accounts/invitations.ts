/** Invitations: the first admin's, by the operator's key; anybody's, by an admin. Whoever reads the mail may accept. */
import { Hono, type Context } from "hono";
import { z } from "zod";
import {
  adminInvitationSchema,
  invitationAcceptanceSchema,
  invitationSchema,
  type InvitationView,
} from "../../contracts/accounts/roles.ts";
import { ticketRequestSchema, type SessionResponse } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeAccount, countAdmins, createAccount, findAccountByEmail } from "../../d1/accounts/accounts.ts";
import { rolesEntry } from "../../d1/accounts/audit.ts";
import { peekTicket, redeemTicket, type NewTicket } from "../../d1/accounts/tickets.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { roleSchema, rolesAfter } from "../../domain/access.ts";
import { parseBody } from "../../frame/parse.ts";
import { requireKey } from "../../frame/require-key.ts";
import type { AccountsEnv } from "./env.ts";
import { requireTicket } from "./guessing.ts";
import { prepareAccount } from "./registration.ts";
import { renewAccess } from "./renew-access.ts";
import { findSession, logIn } from "./sessions.ts";

export const invitations = new Hono<AccountsEnv>();

const kind = "invitation";
const lifetime = 7 * 24 * 3600_000;
const payloadSchema = z.object({ email: z.string(), roles: z.array(roleSchema), invitedBy: z.string() });
type Invitation = z.infer<typeof payloadSchema>;

invitations.post("/accounts/v1/operator/admin-invitations", async (context) => {
  await requireKey(context, context.env.OPERATOR_KEY);
  const { email, additional } = await parseBody(context, adminInvitationSchema, { limitBytes: 1000 });
  if (!additional && (await countAdmins(context.get("services").accounts)) > 0) {
    throw new ClientError("conflict", { message: "There is an admin, who can give the role to others." });
  }
  await invite(context, { email, roles: ["admin"], invitedBy: "operator" }, "en");
  return context.json({}, 202);
});

invitations.post("/accounts/v1/admin/invitations", async (context) => {
  const { email } = await parseBody(context, invitationSchema, { limitBytes: 1000 });
  const { account } = context.get("session");
  await invite(context, { email, roles: [], invitedBy: account.id }, account.locale);
  return context.json({}, 202);
});

invitations.post("/accounts/v1/invitations/view", async (context) => {
  const { ticket } = await parseBody(context, ticketRequestSchema, { limitBytes: 1000 });
  const { email, roles } = await peek(context, ticket);
  const registered = (await findAccountByEmail(context.get("services"), email)) !== undefined;
  return context.json({ email, roles, registered } satisfies InvitationView);
});

invitations.post("/accounts/v1/invitations/accept", async (context) => {
  const request = await parseBody(context, invitationAcceptanceSchema, { limitBytes: 5000 });
  return context.json(await accept(context, request));
});

async function invite(context: Context<AccountsEnv>, invitation: Invitation, locale: string): Promise<void> {
  const { accounts, postbox, origin, now } = context.get("services");
  const id = accounts.newId(crypto.getRandomValues(new Uint8Array(16)));
  const ticket: NewTicket = { id, kind, payload: invitation, expiresAt: now + lifetime };
  const admin = invitation.roles.includes("admin");
  await postbox.postTicket({ email: invitation.email, locale }, ticket, (text, letters, head) =>
    letters.invitation({ ...head, admin, url: `${origin}/signup?invitation=${text}` }),
  );
}

/** @throws ClientError `gone` */
async function peek(context: Context<AccountsEnv>, text: string): Promise<Invitation & { id: string }> {
  const { accounts, now } = context.get("services");
  const ticket = await requireTicket(context, () => peekTicket(accounts, text, kind, now));
  return { ...payloadSchema.parse(ticket.payload), id: ticket.id };
}

type Acceptance = z.infer<typeof invitationAcceptanceSchema>;

/** @throws ClientError `gone`, `login_required`, or what a registration is refused for */
async function accept(context: Context<AccountsEnv>, { ticket, registration }: Acceptance): Promise<SessionResponse> {
  const services = context.get("services");
  const invitation = await peek(context, ticket);
  const known = await findAccountByEmail(services, invitation.email);
  const use = () => requireTicket(context, () => redeemTicket(services.accounts, ticket, kind, services.now));
  if (known) return join(context, known, invitation, use);
  if (!registration) throw new ClientError("invalid_request", { field: "registration" });
  const pending = await prepareAccount(context, { ...registration, email: invitation.email });
  const { id, roles, invitedBy } = invitation;
  const account = await createAccount(services, { ...pending, id, roles, actor: invitedBy, now: services.now });
  await use();
  if (!account) throw new ClientError("conflict", { message: "That address has an account by now: log in." });
  return logIn(context, account, ["pwd"]);
}

/** Gives an account that is there already what it is invited to. */
async function join(
  context: Context<AccountsEnv>,
  account: AccountRow,
  { roles, invitedBy }: Invitation,
  use: () => Promise<unknown>,
): Promise<SessionResponse> {
  const { accounts, now } = context.get("services");
  const found = await findSession(context);
  if (found?.account.id !== account.id)
    throw new ClientError("login_required", { message: "Log in to the account of that address first." });
  await use();
  const { next } = rolesAfter(account.roles, [...account.roles, ...roles]);
  const entry = rolesEntry(invitedBy, account.roles, next);
  const changed = await changeAccount(accounts, account.id, { roles: next }, { now, entry });
  return renewAccess(context, { session: found.session, account: changed ?? account });
}
