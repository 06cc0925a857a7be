/** Pages that this Worker writes itself, for people on the way between others: no script, one style sheet, in nobody's frame. */
import { html, raw } from "hono/html";
import { pageHeaders } from "../../frame/security-headers.ts";

/** What may stand in a page: escaped, where it is not markup of ours. */
export type Markup = ReturnType<typeof html>;

/** @param page.style the text of its style sheet; its policy names the hash of exactly that */
export async function answerPage(page: { title: string; style: string; content: Markup | Markup[]; status?: number }): Promise<Response> {
  const { title, style, content, status = 200 } = page;
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
  return new Response(String(await text), { status, headers: await pageHeaders(style) });
}
