/** The outbox of e-mail: a message is written with what caused it, and stays until it is sent. */
import { and, desc, eq, isNull, isNotNull, lt, lte, sql, type SQL } from "drizzle-orm";
import type { Database, SlicedDatabases } from "../databases.ts";
import { account, mail, type MailRow } from "../schema/accounts.ts";
import { insertWhere } from "./insert-where.ts";
import { draftTicket, type NewTicket } from "./tickets.ts";

export type NewMail = Pick<MailRow, "id" | "recipient" | "subject" | "text" | "html" | "createdAt">;

function rowOf(message: NewMail): MailRow {
  return { ...message, sentAt: null, attempts: 0, nextAttemptAt: message.createdAt };
}

/** The statement, for a batch with what the message tells of. @param message its id carries the slice that keeps it */
export function mailStatement(databases: SlicedDatabases, message: NewMail) {
  return databases.of(message.id).insert(mail).values(rowOf(message));
}

/** The same, where a condition on an account beside it holds: in the batch that changes what it looks at, before it. */
export function mailStatementWhere(databases: SlicedDatabases, message: NewMail, which: SQL | undefined) {
  return insertWhere(databases.of(message.id), mail, rowOf(message), { from: account, which });
}

export async function writeMail(databases: SlicedDatabases, message: NewMail): Promise<void> {
  await mailStatement(databases, message);
}

/** Makes a ticket and the message that carries it, both or neither. @param input its id is the message's too */
export async function mailTicket(databases: SlicedDatabases, input: NewTicket, compose: (text: string) => NewMail): Promise<void> {
  const { text, statement } = await draftTicket(databases, input);
  const message = compose(text);
  if (message.id !== input.id) throw new Error("a ticket and its message live in one place");
  await databases.of(input.id).batch([statement, mailStatement(databases, message)]);
}

/** How long after its nth attempt a message is tried again, at most; milliseconds. */
const firstPause = 60_000;
const longestPause = 3600_000;

/**
 * Takes messages that are due, for one sender each: nobody else takes them before the next attempt is due.
 * @param which one message, or so many of those that are due
 */
export async function takeDueMail(database: Database, which: { id: string } | { limit: number }, now: number): Promise<MailRow[]> {
  const due = and(isNull(mail.sentAt), lte(mail.nextAttemptAt, now));
  const chosen =
    "id" in which
      ? eq(mail.id, which.id)
      : sql`${mail.id} IN (SELECT id FROM mail WHERE sent_at IS NULL AND next_attempt_at <= ${now} ORDER BY next_attempt_at LIMIT ${which.limit})`;
  return database
    .update(mail)
    .set({
      attempts: sql`${mail.attempts} + 1`,
      nextAttemptAt: sql`${now} + min(${longestPause}, ${firstPause} << min(${mail.attempts}, 10))`,
    })
    .where(and(due, chosen))
    .returning();
}

/** @param keep whether the text stays: it may hold a link that opens an account */
export async function markMailSent(database: Database, id: string, { now, keep }: { now: number; keep: boolean }): Promise<void> {
  await database
    .update(mail)
    .set({ sentAt: now, ...(!keep && { text: "", html: "" }) })
    .where(eq(mail.id, id));
}

/** Forgets what was sent before a moment. */
export async function dropSentMail(database: Database, before: number): Promise<void> {
  await database.delete(mail).where(and(isNotNull(mail.sentAt), lt(mail.sentAt, before)));
}

/** Gives up what was written before a moment and never left. @returns how many */
export async function giveUpMail(database: Database, before: number): Promise<number> {
  const dropped = await database
    .delete(mail)
    .where(and(isNull(mail.sentAt), lt(mail.createdAt, before)))
    .returning({ id: mail.id });
  return dropped.length;
}

/** Newest first, of all databases. */
export async function listMail(databases: SlicedDatabases, limit: number): Promise<MailRow[]> {
  const lists = await Promise.all(
    databases.all().map((database) => database.select().from(mail).orderBy(desc(mail.createdAt), desc(mail.id)).limit(limit)),
  );
  return lists
    .flat()
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .slice(0, limit);
}

export async function readMail(databases: SlicedDatabases, id: string): Promise<MailRow | undefined> {
  const [place] = databases.group([id]);
  if (!place) return undefined;
  const [row] = await place.database.select().from(mail).where(eq(mail.id, id));
  return row;
}
