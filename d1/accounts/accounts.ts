/** Accounts, each in the slice of its id. The directory says which one bears an address; an account's own row has the last word. */
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { playbackSettingsSchema, type TicketKind } from "../../domain/account.ts";
import type { Role } from "../../domain/access.ts";
import type { AccountPlan } from "../../domain/plans.ts";
import type { SlicedDatabases } from "../databases.ts";
import { account, ticket, type AccountRow } from "../schema/accounts.ts";
import { auditStatement, auditStatementWhere, type AuditEntry } from "./audit.ts";
import type { AccountDirectory } from "./directory.ts";
import { mailStatement, mailStatementWhere, type NewMail } from "./mail.ts";

/** Where accounts are kept, and found by their addresses. */
export type AccountPlaces = { accounts: SlicedDatabases; directory: AccountDirectory };

/** How long a claimed address may wait for the account that is to bear it: longer than any request lasts, milliseconds. */
const claimGrace = 60_000;

export async function readAccount(databases: SlicedDatabases, id: string): Promise<AccountRow | undefined> {
  const [row] = await databases.of(id).select().from(account).where(eq(account.id, id));
  return row;
}

/** Reads as often for an address that nobody has as for any other, so that the time tells nothing. */
export async function findAccountByEmail({ accounts, directory }: AccountPlaces, email: string): Promise<AccountRow | undefined> {
  const id = (await directory.find("email", email)) ?? accounts.newId(crypto.getRandomValues(new Uint8Array(16)));
  const found = await readAccount(accounts, id);
  return found?.email === email ? found : undefined;
}

export type NewAccount = {
  /** Absent: a new one. The same id again makes the same account. */
  id?: string;
  email: string;
  displayName: string;
  /** ISO 8601 date. */
  birthDate?: string | undefined;
  market: string;
  locale: string;
  /** PHC string; absent: there is another way in. */
  passwordHash?: string | undefined;
  /** Besides `listener`. */
  roles?: Role[];
  plan?: AccountPlan;
  /** Who made it, for the audit; absent: the account's own holder. */
  actor?: string;
  now: number;
};

/** @returns undefined when another account bears the address */
export async function createAccount({ accounts, directory }: AccountPlaces, input: NewAccount): Promise<AccountRow | undefined> {
  const { id = accounts.newId(crypto.getRandomValues(new Uint8Array(16))), email, now } = input;
  const row = newRow(id, input);
  const database = accounts.of(id);
  const made = await bearAddress(
    { accounts, directory },
    { accountId: id, email, now },
    {
      async write() {
        const entry: AuditEntry = { accountId: id, actor: input.actor ?? id, action: "account_created", at: now };
        await database.batch([database.insert(account).values(row).onConflictDoNothing(), auditStatement(accounts, entry)]);
      },
      async undo() {
        await database.delete(account).where(and(eq(account.id, id), eq(account.email, email)));
      },
    },
  );
  const born = made ? await readAccount(accounts, id) : undefined;
  // Made by this id before, and moved to another address since: whoever comes with the former one's link is not let in.
  return born?.email === email ? born : undefined;
}

function newRow(id: string, input: NewAccount): AccountRow {
  return {
    id,
    email: input.email,
    displayName: input.displayName,
    image: null,
    birthDate: input.birthDate ?? null,
    market: input.market,
    locale: input.locale,
    filterExplicit: false,
    settings: playbackSettingsSchema.parse({}),
    passwordHash: input.passwordHash ?? null,
    passwordChangedAt: input.passwordHash === undefined ? null : input.now,
    roles: [...new Set<Role>(["listener", ...(input.roles ?? [])])],
    plan: input.plan ?? "free",
    familyOwnerId: null,
    familyRevision: null,
    abroadMarket: null,
    abroadSince: null,
    createdAt: input.now,
    updatedAt: input.now,
  };
}

export type AccountChange = Partial<Omit<AccountRow, "id" | "email" | "createdAt" | "updatedAt">>;

/** What goes with a change, in one batch: what the audit says of it, and the letter that tells of it (its id in the account's slice). */
export type ChangeNotes = { now: number; entry?: Omit<AuditEntry, "accountId" | "at">; mail?: NewMail };

/** @returns the account as it is then; undefined when there is none */
export async function changeAccount(
  databases: SlicedDatabases,
  id: string,
  change: AccountChange,
  { now, entry, mail: message }: ChangeNotes,
): Promise<AccountRow | undefined> {
  const database = databases.of(id);
  const update = database
    .update(account)
    .set({ ...change, updatedAt: now })
    .where(eq(account.id, id))
    .returning();
  const [rows] = await database.batch([
    update,
    ...(entry ? [auditStatement(databases, { ...entry, accountId: id, at: now })] : []),
    ...(message ? [mailStatement(databases, message)] : []),
  ]);
  return rows[0];
}

/** `mail`: the letter that tells of it, its id in the account's slice; `voids`: kinds of tickets that are worthless then. */
export type AddressChange = { accountId: string; from: string; to: string; now: number; mail: NewMail; voids: TicketKind[] };

/**
 * Gives an account another picture, whatever others do meanwhile.
 * @param seen the account as it was read @returns it as it is then, and the picture that this one took the place of
 */
export async function changeImage(
  databases: SlicedDatabases,
  seen: AccountRow,
  image: AccountRow["image"],
  now: number,
): Promise<{ account: AccountRow; former: AccountRow["image"] }> {
  const former = seen.image;
  const [changed] = await databases
    .of(seen.id)
    .update(account)
    .set({ image, updatedAt: now })
    .where(and(eq(account.id, seen.id), former === null ? isNull(account.image) : eq(account.image, former)))
    .returning();
  if (changed) return { account: changed, former };
  const current = await readAccount(databases, seen.id);
  return current ? changeImage(databases, current, image, now) : { account: seen, former: null };
}

/** Gives an account another address. @returns whether it bears it now: not when another account does */
export async function changeAddress(
  { accounts, directory }: AccountPlaces,
  { accountId, from, to, now, mail: message, voids }: AddressChange,
): Promise<boolean> {
  const database = accounts.of(accountId);
  const write = async (old: string, email: string): Promise<void> => {
    const which = and(eq(account.id, accountId), eq(account.email, old));
    const entry: AuditEntry = { accountId, actor: accountId, action: "email_changed", detail: { from: old, to: email }, at: now };
    await database.batch([
      // Said before it is done, and only where it is done: of two confirmations at once one finds the former address.
      auditStatementWhere(accounts, entry, which),
      mailStatementWhere(accounts, message, and(which, sql`${email} = ${to}`)),
      database
        .update(ticket)
        .set({ usedAt: now })
        .where(and(eq(ticket.accountId, accountId), inArray(ticket.kind, voids), isNull(ticket.usedAt))),
      database.update(account).set({ email, updatedAt: now }).where(which),
    ]);
  };
  const done = await bearAddress(
    { accounts, directory },
    { accountId, email: to, now },
    { write: () => write(from, to), undo: () => write(to, from) },
  );
  const current = await readAccount(accounts, accountId);
  if (!done || current?.email !== to) return false;
  await directory.release("email", from, accountId);
  return true;
}

type Bearing = { accountId: string; email: string; now: number };

/**
 * Claims an address, lets the account's row bear it, and looks again: whoever was slower than the grace may have lost the claim
 * meanwhile. Two accounts never both find that they bear one address.
 */
async function bearAddress(
  places: AccountPlaces,
  bearing: Bearing,
  row: { write(): Promise<void>; undo(): Promise<void> },
): Promise<boolean> {
  if (!(await claimAddress(places, bearing))) return false;
  await row.write();
  if ((await places.directory.find("email", bearing.email)) === bearing.accountId) return true;
  await row.undo();
  return false;
}

async function claimAddress({ accounts, directory }: AccountPlaces, { accountId, email, now }: Bearing): Promise<boolean> {
  if (await directory.claim("email", email, accountId, now)) return true;
  const from = await directory.holder("email", email);
  if (!from || now - from.claimedAt < claimGrace || (await bears(accounts, from.accountId, email))) return false;
  // Whoever claimed it never came to bear it: their request ended between both steps, or they have another address now.
  const to = { accountId, claimedAt: now };
  if (!(await directory.takeOver("email", email, { from, to }))) return false;
  if (!(await bears(accounts, from.accountId, email))) return true;
  await directory.takeOver("email", email, { from: to, to: from });
  return false;
}

async function bears(databases: SlicedDatabases, id: string, email: string): Promise<boolean> {
  return (await readAccount(databases, id))?.email === email;
}

/** How many accounts may give and take roles. */
export async function countAdmins(databases: SlicedDatabases): Promise<number> {
  const counts = await Promise.all(
    databases.all().map((database) =>
      database
        .select({ admins: sql<number>`count(*)` })
        .from(account)
        // Word for word the condition of the index account_admin.
        .where(sql`instr(roles, '"admin"') > 0`),
    ),
  );
  return counts.flat().reduce((sum, { admins }) => sum + admins, 0);
}
