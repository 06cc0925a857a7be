/** The clock's part, once a minute: what requests left to do, and what is to be forgotten. */
import { dropTickets } from "../../d1/accounts/tickets.ts";
import { openDatabases, openDirectory } from "../../d1/databases.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { sweepBilling } from "./billing/apply.ts";
import { sweepMail } from "./mail/deliver.ts";
import { ceremonyKinds } from "./passkey-ceremony.ts";
import { forgetAuthorizations, forgetSessions } from "./forget.ts";
import { openMailPort, type MailBindings } from "./mail/port.ts";

/** How long a ticket is kept after it expired, milliseconds: whoever comes late is told so. */
const ticketsKeptFor = 24 * 3600_000;

/** @param now milliseconds since 1970 */
export async function everyMinute(env: Env & MailBindings, now: number): Promise<void> {
  const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
  const delivery = { accounts, port: openMailPort(env), from: env.MAIL_FROM, now };
  await attempt("mail", () => sweepMail(delivery));
  await attempt("billing", () => sweepBilling({ accounts, now }));
  await attempt("tickets", async () => {
    for (const database of accounts.all()) await dropTickets(database, now - ticketsKeptFor, { kinds: ceremonyKinds, before: now });
  });
  await attempt("authorizations", () => forgetAuthorizations({ accounts, directorySlices: openDirectory(env, env.DIRECTORY_SLICES), now }));
  await attempt("sessions", () => forgetSessions({ accounts, now }));
}

/** One task that fails holds no other up; it is tried again in the next minute. */
async function attempt(task: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await work().catch((fault: unknown) => {
    const ms = Math.round(performance.now() - started);
    const at = new Date().toISOString();
    writeLine({ kind: "work", at, worker: "accounts", task, outcome: "retry", count: 0, ms, fault: describeFault(fault) });
  });
}
