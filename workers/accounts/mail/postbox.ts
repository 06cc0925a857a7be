/** Where letters are posted: written with what caused them, sent once the answer is given. */
import { mailTicket, writeMail, type NewMail } from "../../../d1/accounts/mail.ts";
import type { SlicedDatabases } from "../../../d1/databases.ts";
import type { NewTicket } from "../../../d1/accounts/tickets.ts";
import { compose } from "./compose.ts";
import { deliver } from "./deliver.ts";
import type { Letter, Letterhead } from "./letter.ts";
import type { Letters } from "./letters.en.ts";
import { languageOf, lettersIn } from "./letters.ts";
import { openMailPort, parseSender, type MailBindings } from "./port.ts";

export type Reader = { email: string; locale: string };
export type Writing = (letters: Letters, head: Letterhead) => Letter;

export type Postbox = {
  /** A message for a batch with what it tells of. @param id random, in the slice of that */
  write(to: Reader, id: string, writing: Writing): NewMail;
  /** Posts a letter by itself. */
  post(to: Reader, id: string, writing: Writing): Promise<void>;
  /** Makes a ticket, and posts the letter that carries it. */
  postTicket(to: Reader, ticket: NewTicket, writing: (ticket: string, ...rest: Parameters<Writing>) => Letter): Promise<void>;
  /** Sends what was written, when the answer is given; undefined when nothing was. */
  empty(): Promise<void> | undefined;
};

export function openPostbox(env: MailBindings, { accounts, site, now }: { accounts: SlicedDatabases; site: string; now: number }): Postbox {
  const head: Letterhead = { service: parseSender(env.MAIL_FROM).name, site };
  const written: string[] = [];
  const write: Postbox["write"] = ({ email, locale }, id, writing) => {
    const letter = writing(lettersIn(locale), head);
    written.push(id);
    return { id, recipient: email, ...compose(letter, head, languageOf(locale)), createdAt: now };
  };
  return {
    write,
    post: (to, id, writing) => writeMail(accounts, write(to, id, writing)),
    postTicket: (to, ticket, writing) =>
      mailTicket(accounts, ticket, (text) => write(to, ticket.id, (letters, head) => writing(text, letters, head))),
    empty() {
      if (written.length === 0) return undefined;
      return deliver({ accounts, port: openMailPort(env), from: env.MAIL_FROM, now }, written);
    },
  };
}
