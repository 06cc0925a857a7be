/** A letter as a message: plain text, and the same in simple HTML. */
import { html } from "hono/html";
import type { Letter, Letterhead } from "./letter.ts";

export type Composed = { subject: string; text: string; html: string };

const addresses = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?]/g;

/** @param head.service the operator's name, under every message @param head.site only addresses there can be followed */
export function compose({ before, action, after = [], ...letter }: Letter, { service, site }: Letterhead, language: string): Composed {
  // One line: what follows a line break in a header is another header.
  const subject = letter.subject.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  const text = [...before, ...(action ? [`${action.label}: ${action.url}`] : []), ...after, `– ${service}`].join("\n\n");
  const paragraphs = (lines: string[]) => lines.map((line) => html`<p style="margin:0 0 16px">${linkify(line, [site])}</p>`);
  const button =
    action &&
    html`<p style="margin:0 0 16px">
      <a
        href="${action.url}"
        style="display:inline-block;padding:12px 20px;border-radius:24px;background:#1d1d1f;color:#fff;text-decoration:none"
        >${action.label}</a
      >
    </p>`;
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${subject}</title>
      </head>
      <body style="margin:0;padding:24px;background:#fff;color:#1d1d1f;font:16px/1.5 system-ui,sans-serif">
        <div style="max-width:520px;margin:0 auto">
          ${paragraphs(before)}${button ?? ""}${paragraphs(after)}
          <p style="color:#6b6b70">– ${service}</p>
        </div>
      </body>
    </html>`;
  if (page instanceof Promise) throw new TypeError("a letter waits for nothing");
  return { subject, text, html: page.valueOf() };
}

/** Escaped text whose addresses can be followed, where they are the service's own: others stand in what somebody chose for a name. */
export function linkify(line: string, sites: readonly string[]) {
  const texts = line.split(addresses);
  const urls = line.match(addresses) ?? [];
  const isOurs = (url: string): boolean => URL.canParse(url) && sites.includes(new URL(url).origin);
  const show = (url: string) => (isOurs(url) ? html`<a href="${url}">${url}</a>` : url);
  return texts.map((text, index) => html`${text}${urls[index] === undefined ? "" : show(urls[index])}`);
}
