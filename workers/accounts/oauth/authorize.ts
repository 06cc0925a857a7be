/** `/authorize`: where apps send listeners. The one address of this room that other sites' pages lead to. */
import { Hono, type Context } from "hono";
import type { OAuthErrorCode } from "../../../contracts/oauth.ts";
import { readConsent } from "../../../d1/accounts/consents.ts";
import type { OpenSession } from "../../../d1/accounts/sessions.ts";
import { afterLogin, wantsLogin } from "../../../domain/oauth/authorization-request.ts";
import type { AccountsEnv } from "../env.ts";
import type { Services } from "../services.ts";
import { findSession } from "../sessions.ts";
import { answerErrorPage } from "./error-page.ts";
import { OAuthError } from "./errors.ts";
import { readParameters } from "./form.ts";
import { answerWithCode, answerWithError, needsConsent, readAuthorization, type Target } from "./authorization.ts";

export const authorize = new Hono<AccountsEnv>();

authorize.get("/authorize", (context) => answer(context, new URL(context.req.url).searchParams));

/** OpenID Connect Core, section 3.1.2.1. A browser brings no session along from another site's form: it comes back by a GET. */
authorize.post("/authorize", async (context) => {
  try {
    return await answer(context, await readParameters(context));
  } catch (error) {
    if (error instanceof OAuthError) return answerErrorPage(error.message);
    throw error;
  }
});

async function answer(context: Context<AccountsEnv>, parameters: URLSearchParams): Promise<Response> {
  const services = context.get("services");
  const asked = await readAuthorization(services, parameters);
  if (asked.kind === "unanswerable") return answerErrorPage(asked.reason);
  const { target } = asked;
  const found = await findSession(context);
  const refuse = async (error: OAuthErrorCode, description: string): Promise<Response> => {
    const answer = answerWithError(services, target, error, description);
    return (await isTrusted(services, target, found)) ? go(context, answer) : answerErrorPage(description, answer);
  };
  if (asked.kind === "refused") return refuse(asked.error, asked.description);

  const { request } = asked;
  const isSilent = request.prompt.has("none");
  const isTooOld = found !== undefined && wantsLogin(request, found.session.authenticatedAt, services.now);
  if (!found || isTooOld) {
    if (isSilent) return refuse("login_required", "The listener has to log in.");
    const path = `/authorize?${afterLogin(parameters, request, services.now).toString()}`;
    const login = new URLSearchParams({ continue: path, ...(isTooOld && { again: "1" }) });
    return go(context, `/login?${login.toString()}`);
  }
  const grant = { target, request, found };
  if (await needsConsent(services, grant)) {
    if (isSilent) return refuse("consent_required", "The listener has to be asked.");
    return go(context, `/consent?${parameters.toString()}`);
  }
  return go(context, await answerWithCode(services, grant));
}

/**
 * Whether a browser goes to the app without anybody's doing: anybody may register one, and a link to us would lead wherever they like
 * (RFC 9700, section 4.11.2). Listeners go back unasked to the operator's own, and to apps that they let in before.
 */
async function isTrusted({ accounts }: Services, { client }: Target, found: OpenSession | undefined): Promise<boolean> {
  if (client.ownerId === null) return true;
  return found !== undefined && (await readConsent(accounts, { accountId: found.account.id, clientId: client.id })) !== undefined;
}

/** 303: whatever the method was, the browser goes on with a GET. */
function go(context: Context<AccountsEnv>, location: string): Response {
  return context.redirect(location, context.req.method === "POST" ? 303 : 302);
}
