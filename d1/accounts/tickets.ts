/** Tickets: texts that are good once, for one thing, until they expire. Only a hash of each is kept, in the slice of its id. */
import { and, eq, gt, inArray, isNull, lt, or } from "drizzle-orm";
import type { TicketKind } from "../../domain/account.ts";
import { toHex } from "../../domain/hex.ts";
import { isId } from "../../domain/ids.ts";
import type { Database, SlicedDatabases } from "../databases.ts";
import { ticket } from "../schema/accounts.ts";

export type NewTicket = {
  kind: TicketKind;
  /** Whose it is, where somebody has it already. */
  accountId?: string;
  /** What it stands for, as JSON. */
  payload: unknown;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Random; its slice says which database keeps the ticket. */
  id: string;
};

/** What a good ticket says. */
export type Ticket = { id: string; accountId: string | null; payload: unknown };

/** A ticket's text, and the statement that makes it good: for a batch with what carries the text to its holder. */
export async function draftTicket(databases: SlicedDatabases, { id, kind, accountId, payload, expiresAt }: NewTicket) {
  const secret = toHex(crypto.getRandomValues(new Uint8Array(32)));
  const row = { id, kind, accountId: accountId ?? null, secretHash: await hashOf(secret), payload, expiresAt, usedAt: null };
  return { text: `${id}.${secret}`, statement: databases.of(id).insert(ticket).values(row) };
}

/** @returns the ticket's text, which is kept nowhere */
export async function issueTicket(databases: SlicedDatabases, input: NewTicket): Promise<string> {
  const { text, statement } = await draftTicket(databases, input);
  await statement;
  return text;
}

/** Uses a ticket up. @returns undefined when it is none of that kind, expired or was used */
export async function redeemTicket(databases: SlicedDatabases, text: string, kind: TicketKind, now: number): Promise<Ticket | undefined> {
  const found = await find(databases, text);
  if (!found) return undefined;
  const [row] = await found.database
    .update(ticket)
    .set({ usedAt: now })
    .where(goodFor(found, kind, now))
    .returning();
  return row && { id: row.id, accountId: row.accountId, payload: row.payload };
}

/** The same, and the ticket stays good. */
export async function peekTicket(databases: SlicedDatabases, text: string, kind: TicketKind, now: number): Promise<Ticket | undefined> {
  const found = await find(databases, text);
  if (!found) return undefined;
  const [row] = await found.database
    .select()
    .from(ticket)
    .where(goodFor(found, kind, now));
  return row && { id: row.id, accountId: row.accountId, payload: row.payload };
}

/** Removes what expired before a moment, and of some kinds what expired before another. */
export async function dropTickets(
  database: Database,
  before: number,
  sooner: { kinds: readonly TicketKind[]; before: number },
): Promise<void> {
  const isOver = and(lt(ticket.expiresAt, sooner.before), inArray(ticket.kind, [...sooner.kinds]));
  await database.delete(ticket).where(or(lt(ticket.expiresAt, before), isOver));
}

type Found = { database: Database; id: string; secretHash: string };

async function find(databases: SlicedDatabases, text: string): Promise<Found | undefined> {
  const [, id = "", secret = ""] = /^([0-9A-Za-z]{22})\.([0-9a-f]{64})$/.exec(text) ?? [];
  const [place] = isId(id) ? databases.group([id]) : [];
  return place && { database: place.database, id, secretHash: await hashOf(secret) };
}

function goodFor({ id, secretHash }: Found, kind: TicketKind, now: number) {
  return and(
    eq(ticket.id, id),
    // A comparison that takes longer for a better guess tells of hashes only, which nobody can choose.
    eq(ticket.secretHash, secretHash),
    eq(ticket.kind, kind),
    isNull(ticket.usedAt),
    gt(ticket.expiresAt, now),
  );
}

async function hashOf(secret: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret))));
}
