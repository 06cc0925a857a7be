/** What was written to people, for tests that follow a link. */
import { env } from "cloudflare:workers";
import { listMail } from "../../../d1/accounts/mail.ts";
import { openDatabases } from "../../../d1/databases.ts";
import type { MailRow } from "../../../d1/schema/accounts.ts";

/** Newest first. */
export async function mailTo(address: string): Promise<MailRow[]> {
  const messages = await listMail(openDatabases(env, env.ACCOUNTS_SLICES), 1000);
  return messages.filter(({ recipient }) => recipient === address);
}

/** The ticket in the newest message to an address whose subject says so. */
export async function ticketFor(address: string, subject: RegExp): Promise<string> {
  const message = (await mailTo(address)).find((candidate) => subject.test(candidate.subject));
  const [, ticket] = /[?&]\w+=([0-9A-Za-z]{22}\.[0-9a-f]{64})/.exec(message?.text ?? "") ?? [];
  if (ticket === undefined) throw new Error(`nothing of the kind was mailed to ${address}`);
  return ticket;
}
