/** `/authorize`: where apps send listeners. The one address of this room that other sites' pages lead to. */
import { Hono, type Context } from "hono";
import { afterLogin, wantsLogin } from "../../../domain/oauth/authorization-request.ts";
import type { AccountsEnv } from "../env.ts";
import { findSession } from "../sessions.ts";
import { answerErrorPage } from "./error-page.ts";
import { OAuthError } from "./errors.ts";
import { readParameters } from "./form.ts";
import { answerWithCode, answerWithError, needsConsent, readAuthorization } from "./authorization.ts";

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
  if (asked.kind === "refused") return go(context, answerWithError(services, target, asked.error, asked.description));

  const { request } = asked;
  const isSilent = request.prompt.has("none");
  const found = await findSession(context);
  const isTooOld = found !== undefined && wantsLogin(request, found.session.authenticatedAt, services.now);
  if (!found || isTooOld) {
    if (isSilent) return go(context, answerWithError(services, target, "login_required", "The listener has to log in."));
    const path = `/authorize?${afterLogin(parameters, request, services.now).toString()}`;
    const login = new URLSearchParams({ continue: path, ...(isTooOld && { again: "1" }) });
    return go(context, `/login?${login.toString()}`);
  }
  const grant = { target, request, found };
  if (await needsConsent(services, grant)) {
    if (isSilent) return go(context, answerWithError(services, target, "consent_required", "The listener has to be asked."));
    return go(context, `/consent?${parameters.toString()}`);
  }
  return go(context, await answerWithCode(services, grant));
}

/** 303: whatever the method was, the browser goes on with a GET. */
function go(context: Context<AccountsEnv>, location: string): Response {
  return context.redirect(location, context.req.method === "POST" ? 303 : 302);
}
