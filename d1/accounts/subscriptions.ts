/** What accounts pay for. Changes are written one after the other: each says which revision it saw. */
import { and, desc, eq, isNull, lte, max, ne, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database, SlicedDatabases } from "../databases.ts";
import { account, billingEvent, familyMember, invoice, subscription } from "../schema/accounts.ts";
import type { AccountRow, InvoiceRow, SubscriptionRow } from "../schema/accounts.ts";
import { auditStatement, type AuditEntry } from "./audit.ts";

export type BillingState = { account: AccountRow; subscriptions: SubscriptionRow[]; revision: number };

/** Read at one moment. @returns undefined when there is no such account */
export async function readBilling(databases: SlicedDatabases, accountId: string): Promise<BillingState | undefined> {
  const database = databases.of(accountId);
  const [[row], subscriptions, [newest]] = await database.batch([
    database.select().from(account).where(eq(account.id, accountId)),
    database.select().from(subscription).where(eq(subscription.accountId, accountId)),
    database
      .select({ revision: max(billingEvent.revision) })
      .from(billingEvent)
      .where(eq(billingEvent.accountId, accountId)),
  ]);
  return row && { account: row, subscriptions, revision: newest?.revision ?? 0 };
}

export async function readInvoice(databases: SlicedDatabases, accountId: string, id: string): Promise<InvoiceRow | undefined> {
  const [row] = await databases
    .of(accountId)
    .select()
    .from(invoice)
    .where(and(eq(invoice.id, id), eq(invoice.accountId, accountId)));
  return row;
}

/** Newest first. */
export async function listInvoices(databases: SlicedDatabases, accountId: string, limit: number): Promise<InvoiceRow[]> {
  return databases
    .of(accountId)
    .select()
    .from(invoice)
    .where(eq(invoice.accountId, accountId))
    .orderBy(desc(invoice.issuedAt), desc(invoice.id))
    .limit(limit);
}

export type BillingChange = {
  accountId: string;
  /** The revision that was seen when this was decided. */
  revision: number;
  /** What caused it; an id is followed once. */
  event: { id: string; type: string };
  subscription?: SubscriptionRow;
  invoice?: InvoiceRow;
  account?: Partial<Pick<AccountRow, "plan" | "familyOwnerId" | "familyRevision">>;
  audit?: Omit<AuditEntry, "accountId" | "at">;
  now: number;
};

/** @returns `known` when that cause was followed before, `raced` when another change came first */
export async function recordBillingChange(databases: SlicedDatabases, change: BillingChange): Promise<"recorded" | "known" | "raced"> {
  const { accountId, revision, event, now } = change;
  const database = databases.of(accountId);
  try {
    // Fails, and everything with it, where the id or the revision is taken.
    const claim = database.insert(billingEvent).values({ ...event, accountId, revision: revision + 1, receivedAt: now });
    await database.batch([claim, ...statementsOf(databases, change)]);
    return "recorded";
  } catch (error) {
    const [known] = await database.select({ id: billingEvent.id }).from(billingEvent).where(eq(billingEvent.id, event.id));
    if (known) return "known";
    const current = await readBilling(databases, accountId);
    if (current && current.revision > revision) return "raced";
    throw error;
  }
}

function statementsOf(databases: SlicedDatabases, change: BillingChange): BatchItem<"sqlite">[] {
  const { accountId, now } = change;
  const database = databases.of(accountId);
  const statements: BatchItem<"sqlite">[] = [];
  if (change.subscription) {
    const row = change.subscription;
    statements.push(database.insert(subscription).values(row).onConflictDoUpdate({ target: subscription.id, set: row }));
  }
  if (change.invoice) {
    const row = change.invoice;
    statements.push(database.insert(invoice).values(row).onConflictDoUpdate({ target: invoice.id, set: row }));
  }
  if (change.account) {
    const columns = { ...change.account, updatedAt: now };
    statements.push(database.update(account).set(columns).where(eq(account.id, accountId)));
  }
  if (change.account?.plan !== undefined) {
    const next = sql`${familyMember.revision} + 1`;
    statements.push(database.update(familyMember).set({ revision: next }).where(eq(familyMember.ownerId, accountId)));
  }
  if (change.audit) statements.push(auditStatement(databases, { ...change.audit, accountId, at: now }));
  return statements;
}

/** What the end of a subscription's grace is recorded as. */
export function graceEventId({ id, pastDueSince }: Pick<SubscriptionRow, "id" | "pastDueSince">): string {
  return `grace:${id}:${pastDueSince}`;
}

/**
 * Subscriptions whose payment is missing since that moment or longer, and whose grace was not ended yet. Accounts may have the plan
 * from elsewhere all the same: what is recorded takes no place of others.
 */
export async function findGracesEnded(database: Database, missingSince: number, limit: number): Promise<SubscriptionRow[]> {
  const rows = await database
    .select({ subscription })
    .from(subscription)
    .innerJoin(account, eq(account.id, subscription.accountId))
    .leftJoin(billingEvent, eq(billingEvent.id, sql`'grace:' || ${subscription.id} || ':' || ${subscription.pastDueSince}`))
    .where(
      and(
        lte(subscription.pastDueSince, missingSince),
        ne(account.plan, "free"),
        eq(account.plan, subscription.plan),
        isNull(billingEvent.id),
      ),
    )
    .orderBy(subscription.pastDueSince)
    .limit(limit);
  return rows.map((row) => row.subscription);
}
