/** `/accounts/v1/family…`: up to six people on one plan, who keep accounts of their own. */
import { Hono, type Context } from "hono";
import { familyInvitationSchema, type Family } from "../../contracts/accounts/billing.ts";
import { ticketRequestSchema } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { readAccount } from "../../d1/accounts/accounts.ts";
import { writeAudit } from "../../d1/accounts/audit.ts";
import { leavePlace, listFamily, takePlace, type Membership } from "../../d1/accounts/family.ts";
import { peekTicket, type NewTicket } from "../../d1/accounts/tickets.ts";
import type { AccountRow, FamilyMemberRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import type { AuditAction } from "../../domain/audit.ts";
import { isId } from "../../domain/ids.ts";
import { faultOfJoining, paysForFamily, placesLeft, type JoiningFault } from "../../domain/family.ts";
import { parseBody } from "../../frame/parse.ts";
import { tellMember } from "./billing/family-plan.ts";
import type { AccountsEnv } from "./env.ts";
import { addressKey, requireTicket } from "./guessing.ts";

export const family = new Hono<AccountsEnv>();

const kind = "family_invitation";
const lifetime = 7 * 24 * 3600_000;

family.get("/accounts/v1/family", async (context) => {
  const { accounts } = context.get("services");
  const { account } = context.get("session");
  const owner = account.familyOwnerId === null ? account : await readAccount(accounts, account.familyOwnerId);
  const members = owner ? await listFamily(accounts, owner.id) : [];
  return context.json(describe(account, owner, members));
});

family.post("/accounts/v1/family/invitations", async (context) => {
  const { email } = await parseBody(context, familyInvitationSchema, { limitBytes: 1000 });
  await invite(context, email);
  return context.json({}, 202);
});

family.post("/accounts/v1/family/join", async (context) => {
  const { ticket } = await parseBody(context, ticketRequestSchema, { limitBytes: 1000 });
  await join(context, ticket);
  return context.body(null, 204);
});

family.delete("/accounts/v1/family/members/:id", async (context) => {
  const { account } = context.get("session");
  const memberId = context.req.param("id");
  if (!isId(memberId)) throw new ClientError("invalid_id", { field: "id" });
  const ownerId = memberId === account.id ? account.familyOwnerId : account.id;
  if (ownerId !== null) await leave(context, { ownerId, memberId });
  return context.body(null, 204);
});

/** The owner first. Who was in a family whose owner is gone is in none. */
function describe(account: AccountRow, owner: AccountRow | undefined, members: readonly FamilyMemberRow[]): Family {
  const isOwner = owner?.id === account.id;
  if (!owner || (isOwner && members.length === 0 && !paysForFamily(owner))) return { role: "none", members: [], places: 0 };
  const of = (id: string, name: string, since: number) => ({
    id,
    display_name: name,
    owner: id === owner.id,
    joined_at: new Date(since).toISOString(),
  });
  return {
    role: isOwner ? "owner" : "member",
    members: [
      of(owner.id, owner.displayName, owner.createdAt),
      ...members.map(({ memberId, displayName, joinedAt }) => of(memberId, displayName, joinedAt)),
    ],
    places: isOwner ? placesLeft(owner, members.length) : 0,
  };
}

/** The answer does not tell whether the address has an account. @throws ClientError `conflict` or `rate_limited` */
async function invite(context: Context<AccountsEnv>, email: string): Promise<void> {
  const services = context.get("services");
  const { accounts, attempts, postbox, origin, now } = services;
  const { account } = context.get("session");
  if (!paysForFamily(account)) throw new ClientError("conflict", { message: "You have no family plan." });
  if (placesLeft(account, (await listFamily(accounts, account.id)).length) === 0)
    throw new ClientError("conflict", { message: "All places are taken." });
  await attempts.count("mail_by_address", `family:${account.id}`);
  await attempts.count("mail", await addressKey(services, email));
  const ticket: NewTicket = { id: newIdBeside(account.id), kind, accountId: account.id, payload: {}, expiresAt: now + lifetime };
  await postbox.postTicket({ email, locale: account.locale }, ticket, (text, letters, head) =>
    letters.familyInvitation({ ...head, name: account.displayName, url: `${origin}/family/join?ticket=${text}` }),
  );
}

/** Joining again by the same invitation is having joined. @throws ClientError `gone`, `conflict` or `rate_limited` */
async function join(context: Context<AccountsEnv>, text: string): Promise<void> {
  const { accounts, now } = context.get("services");
  const { account } = context.get("session");
  const ticket = await requireTicket(context, () => peekTicket(accounts, text, kind, now));
  const { accountId: ownerId } = ticket;
  if (ownerId === null) throw new ClientError("gone");
  const fault = faultOfJoining(account, ownerId);
  if (fault) throw new ClientError("conflict", { message: joiningFaults[fault] });
  const which: Membership = { ownerId, memberId: account.id };
  const isIn = await takePlace(accounts, which, { displayName: account.displayName, invitation: ticket.id, now });
  if (!isIn)
    throw new ClientError("conflict", { message: "The family has no place left, its plan has ended, or the invitation was used." });
  await tellMember(context.get("services"), which);
  // Somebody may have come to another family, or to a plan of their own, on another page meanwhile.
  if ((await readAccount(accounts, account.id))?.familyOwnerId !== ownerId) throw new ClientError("conflict");
  if (account.familyOwnerId !== ownerId) await audit(context, which, "family_joined");
}

const joiningFaults: Record<JoiningFault, string> = {
  own_family: "This is your own family.",
  other_family: "You are in another family. Leave it first.",
  own_plan: "You have a plan of your own. End it first.",
};

async function leave(context: Context<AccountsEnv>, which: Membership): Promise<void> {
  const services = context.get("services");
  const left = await leavePlace(services.accounts, which, services.now);
  await tellMember(services, which);
  if (left) await audit(context, which, "family_left");
}

/** The owner's audit: a member's own has the change of plan. */
async function audit(context: Context<AccountsEnv>, { ownerId, memberId }: Membership, action: AuditAction): Promise<void> {
  const { accounts, now } = context.get("services");
  const actor = context.get("session").account.id;
  await writeAudit(accounts, { accountId: ownerId, actor, action, detail: { member: memberId }, at: now });
}
