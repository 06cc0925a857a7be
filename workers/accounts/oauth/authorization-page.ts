/** What the player's consent page shows, and does with the listener's decision. */
import { Hono, type Context } from "hono";
import { authorizationDecisionSchema, type AuthorizationView, type RedirectResponse } from "../../../contracts/accounts/apps.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { writeAudit } from "../../../d1/accounts/audit.ts";
import { addConsent, readConsent } from "../../../d1/accounts/consents.ts";
import { wantsLogin } from "../../../domain/oauth/authorization-request.ts";
import { placeOf } from "../../../domain/oauth/redirect-uri.ts";
import { writeScope } from "../../../domain/oauth/scope.ts";
import { parseBody } from "../../../frame/parse.ts";
import type { AccountsEnv } from "../env.ts";
import { describeClient } from "./describe-client.ts";
import { answerWithCode, answerWithError, readAuthorization, type Grant } from "./authorization.ts";

export const authorizationPage = new Hono<AccountsEnv>();

authorizationPage.get("/accounts/v1/authorization", async (context) => {
  const { target, request, found } = await readGrant(context, new URL(context.req.url).searchParams);
  const granted = await readConsent(context.get("services").accounts, { accountId: found.account.id, clientId: target.client.id });
  const view: AuthorizationView = {
    client: describeClient(target.client),
    scope: request.scope,
    granted: granted ?? [],
    redirect_host: placeOf(target.uri),
  };
  return context.json(view);
});

authorizationPage.post("/accounts/v1/authorization", async (context) => {
  const { query, decision } = await parseBody(context, authorizationDecisionSchema, { limitBytes: 8000 });
  const parameters = new URLSearchParams(query);
  const grant = await readGrant(context, parameters);
  return context.json({ redirect: await decide(context, grant, parameters, decision) } satisfies RedirectResponse);
});

async function decide(
  context: Context<AccountsEnv>,
  grant: Grant,
  parameters: URLSearchParams,
  decision: "allow" | "deny",
): Promise<string> {
  const services = context.get("services");
  const { target, request, found } = grant;
  if (decision === "deny") return answerWithError(services, target, "access_denied", "The listener said no.");
  // The page was left open until the login got too old for what the app asked.
  if (wantsLogin(request, found.session.authenticatedAt, services.now)) return `/authorize?${parameters.toString()}`;
  const { accounts, now } = services;
  const key = { accountId: found.account.id, clientId: target.client.id };
  await addConsent(accounts, key, request.scope, now);
  const detail = { client_id: key.clientId, scope: writeScope(request.scope) };
  await writeAudit(accounts, { accountId: key.accountId, actor: key.accountId, action: "consent_given", detail, at: now });
  return answerWithCode(services, grant);
}

/** @throws ClientError `invalid_request` when `/authorize` would not have sent the listener here */
async function readGrant(context: Context<AccountsEnv>, parameters: URLSearchParams): Promise<Grant> {
  const asked = await readAuthorization(context.get("services"), parameters);
  if (asked.kind === "unanswerable") throw new ClientError("invalid_request", { message: asked.reason, field: "query" });
  if (asked.kind === "refused") throw new ClientError("invalid_request", { message: asked.description, field: "query" });
  return { target: asked.target, request: asked.request, found: context.get("session") };
}
