import type { Hono } from "hono";
import { answerError, createApp } from "../../frame/app.ts";
import { apps } from "./apps.ts";
import { createLocalPages } from "./billing/local-pages.ts";
import { billing } from "./billing/routes.ts";
import { demo } from "./demo.ts";
import { devMail } from "./dev-mail.ts";
import { emailChange } from "./email-change.ts";
import { enforce } from "./enforce.ts";
import type { AccountsEnv, AccountsVariables } from "./env.ts";
import { family } from "./family.ts";
import { guests } from "./guests.ts";
import { identities } from "./identities.ts";
import { identityLogin } from "./identity-login.ts";
import { invitations } from "./invitations.ts";
import { listenerSessions } from "./listener-sessions.ts";
import { login } from "./login.ts";
import { answerOAuthError } from "./oauth/errors.ts";
import { crossOrigin, crossOriginPaths, isOAuthEndpoint, oauth } from "./oauth/routes.ts";
import { passkeyLogin } from "./passkey-login.ts";
import { passkeys } from "./passkeys.ts";
import { passwordChange } from "./password-change.ts";
import { passwordReset } from "./password-reset.ts";
import { policies } from "./policies.ts";
import { profileImage } from "./profile-image.ts";
import { profile } from "./profile.ts";
import { registration } from "./registration.ts";
import { roles } from "./roles.ts";
import { composeServices } from "./services.ts";
import { heavyTurns } from "./turns.ts";

/** @param now milliseconds since 1970; tests bring their own clock */
export function createAccountsApp(now: () => number = Date.now): Hono<AccountsEnv> {
  const app = createApp<Env, AccountsVariables>({ worker: "accounts", policies });
  app.use(async (context, next) => {
    const services = composeServices(context.env, context.req.raw, now());
    context.set("services", services);
    const leave = heavyTurns.enter();
    await next();
    leave();
    const sending = services.postbox.empty();
    if (sending) context.executionCtx.waitUntil(sending);
  });
  for (const path of crossOriginPaths) app.use(path, crossOrigin);
  app.use(enforce);
  app.onError((error, context) => (isOAuthEndpoint(context.req.path) ? answerOAuthError : answerError)(context, error));
  app.route("/", guests);
  for (const routes of [registration, login, passwordReset, passwordChange, emailChange]) app.route("/", routes);
  for (const routes of [listenerSessions, profile, profileImage, roles, invitations, demo]) app.route("/", routes);
  app.route("/", apps);
  app.route("/", oauth);
  for (const routes of [passkeys, passkeyLogin, identities, identityLogin]) app.route("/", routes);
  app.route("/", devMail);
  app.route("/", billing);
  app.route("/", family);
  app.route(
    "/",
    createLocalPages(async (context, request) => app.fetch(request, context.env, context.executionCtx)),
  );
  return app;
}
