/** What a listener sees where an app's request can't be answered by going back to it: nobody knows that it would go to the right one. */
import { html } from "hono/html";
import { placeOf } from "../../../domain/oauth/redirect-uri.ts";
import { answerPage } from "../page.ts";

const style = `
  :root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
  main { max-width: 32rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; line-height: 1.25; }
  p { margin: 0.75rem 0; }
  small { opacity: 0.75; }
`;

/**
 * @param reason one of this room's own sentences, for the app's developer
 * @param back where the app hears of it, for whoever knows that they want to go there: an address that was registered
 */
export async function answerErrorPage(reason: string, back?: string): Promise<Response> {
  const link = back === undefined ? "" : html`<p><a href="${back}" rel="noreferrer">Go back to the app at ${placeOf(back)}</a></p>`;
  const content = html`<h1>This app asked for access in a way that does not work</h1>
    <p>Nothing was shared with it. You can close this page, or <a href="/">go to the player</a>.</p>
    ${link}
    <p><small>For the app’s developer: ${reason}</small></p>`;
  return answerPage({ title: "This link does not work", style, content, status: 400 });
}
