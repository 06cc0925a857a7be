import type { Hono } from "hono";
import { createApp } from "../../frame/app.ts";
import { enforce } from "./enforce.ts";
import type { AccountsEnv } from "./env.ts";
import { guests } from "./guests.ts";
import { identities } from "./identities.ts";
import { identityLogin } from "./identity-login.ts";
import { passkeyLogin } from "./passkey-login.ts";
import { passkeys } from "./passkeys.ts";
import { policies } from "./policies.ts";
import { composeServices } from "./services.ts";

/** @param now milliseconds since 1970; tests bring their own clock */
export function createAccountsApp(now: () => number = Date.now): Hono<AccountsEnv> {
  const app = createApp<Env, Pick<AccountsEnv["Variables"], "services" | "session">>({ worker: "accounts", policies });
  app.use(async (context, next) => {
    context.set("services", composeServices(context.env, context.req.raw, now()));
    await next();
  });
  app.use(enforce);
  app.route("/", guests);
  for (const routes of [passkeys, passkeyLogin, identities, identityLogin]) app.route("/", routes);
  return app;
}
