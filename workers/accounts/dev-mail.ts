/** The outbox as pages: on one machine, what would be mailed is read here. Anywhere else there is no such place. */
import { Hono } from "hono";
import { html } from "hono/html";
import { createMiddleware } from "hono/factory";
import { ClientError } from "../../contracts/errors.ts";
import { listMail, readMail } from "../../d1/accounts/mail.ts";
import type { MailRow } from "../../d1/schema/accounts.ts";
import { originsOf } from "../../frame/origin.ts";
import type { AccountsEnv } from "./env.ts";
import { linkify } from "./mail/compose.ts";
import { isOutboxOpen } from "./mail/port.ts";
import { answerPage, type Markup } from "./page.ts";

export const devMail = new Hono<AccountsEnv>();

const shown = 100;
const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem; overflow-wrap: anywhere; }
  h1 { font-size: 1.4rem; line-height: 1.25; }
  ol { list-style: none; padding: 0; }
  li { padding: 0.75rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  small { display: block; opacity: 0.75; }
  a { color: inherit; }
`;

const onlyHere = createMiddleware<AccountsEnv>(async (context, next) => {
  if (!isOutboxOpen(context.env) || !context.get("services").isOnOwnMachine) throw new ClientError("not_found");
  await next();
});

devMail.get("/dev/mail", onlyHere, async (context) => {
  const messages = await listMail(context.get("services").accounts, shown);
  const items = messages.map(({ id, subject, ...message }) => html`<li><a href="/dev/mail/${id}">${subject}</a>${envelope(message)}</li>`);
  const list =
    messages.length === 0
      ? html`<p>Nothing was mailed yet.</p>`
      : html`<ol>
          ${items}
        </ol>`;
  return answer(
    "Mail",
    html`<p>What a deployment would have mailed, newest first. Nothing leaves this machine.</p>
      ${list}`,
  );
});

devMail.get("/dev/mail/:id", onlyHere, async (context) => {
  const message = await readMail(context.get("services").accounts, context.req.param("id"));
  if (!message) throw new ClientError("not_found");
  const paragraphs = message.text.split("\n\n").map((line) => html`<p>${linkify(line, originsOf(context.env))}</p>`);
  return answer(
    message.subject,
    html`${envelope(message)}${paragraphs}
      <p>
        <small><a href="/dev/mail">All mail</a></small>
      </p>`,
  );
});

function envelope({ recipient, createdAt }: Pick<MailRow, "recipient" | "createdAt">) {
  const at = new Date(createdAt).toISOString();
  return html`<small>to ${recipient}, <time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time></small>`;
}

async function answer(title: string, content: Markup): Promise<Response> {
  return answerPage({
    title,
    style,
    content: html`<h1>${title}</h1>
      ${content}`,
  });
}
