/** Takes messages from the outbox to the port. What does not leave is tried again, later and later. */
import { dropSentMail, giveUpMail, markMailSent, takeDueMail } from "../../../d1/accounts/mail.ts";
import type { Database, SlicedDatabases } from "../../../d1/databases.ts";
import type { MailRow } from "../../../d1/schema/accounts.ts";
import { describeFault, writeLine } from "../../../frame/request-log.ts";
import type { MailPort } from "./port.ts";

export type Delivery = {
  accounts: SlicedDatabases;
  port: MailPort;
  from: string;
  now: number;
};

/** Messages a round and database: they leave one after another. */
const atOnce = 20;
/** How long the envelope of a sent message is kept, and how long one that never left is tried; milliseconds. */
const keptFor = 24 * 3600_000;
const triedFor = 3 * 24 * 3600_000;

/** Sends messages that were just written. */
export async function deliver(delivery: Delivery, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const database = delivery.accounts.of(id);
    await sendAll(delivery, database, await takeDueMail(database, { id }, delivery.now));
  }
}

/** The clock's part: sends what is due, and forgets what is done with. */
export async function sweepMail(delivery: Delivery): Promise<void> {
  const { accounts, now } = delivery;
  for (const database of accounts.all()) {
    await sendAll(delivery, database, await takeDueMail(database, { limit: atOnce }, now));
    const lost = await giveUpMail(database, now - triedFor);
    if (lost > 0) report("failed", lost);
    // Where messages stay to be read, that is what they are there for.
    if (!delivery.port.keeps) await dropSentMail(database, now - keptFor);
  }
}

async function sendAll({ port, from, now }: Delivery, database: Database, messages: readonly MailRow[]): Promise<void> {
  for (const { id, recipient, subject, text, html } of messages) {
    try {
      await port.send({ id, from, to: recipient, subject, text, html });
      await markMailSent(database, id, { now, keep: port.keeps });
    } catch (fault) {
      report("retry", 1, describeFault(fault));
    }
  }
}

function report(outcome: "retry" | "failed", count: number, fault?: string): void {
  const at = new Date().toISOString();
  writeLine({ kind: "work", at, worker: "accounts", task: "mail", outcome, count, ms: 0, ...(fault !== undefined && { fault }) });
}
