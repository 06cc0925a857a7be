/** What a listener sees where an app's request can't be answered by going back to it: nobody knows that it would go to the right one. */
import { placeOf } from "../../../domain/oauth/redirect-uri.ts";
import { pageHeaders } from "../../../frame/security-headers.ts";

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
  const link =
    back === undefined ? "" : `<p><a href="${escapeAttribute(back)}" rel="noreferrer">Go back to the app at ${placeOf(back)}</a></p>\n`;
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>This link does not work</title>
<style>${style}</style>
<main>
<h1>This app asked for access in a way that does not work</h1>
<p>Nothing was shared with it. You can close this page, or <a href="/">go to the player</a>.</p>
${link}<p><small>For the app’s developer: ${reason}</small></p>
</main>
</html>
`;
  return new Response(page, { status: 400, headers: { ...(await pageHeaders(style)), "x-frame-options": "DENY" } });
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
