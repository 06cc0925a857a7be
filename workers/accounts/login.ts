/** Logging in with address and password, and out again. */
import { Hono, type Context } from "hono";
import { loginRequestSchema } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { findAccountByEmail } from "../../d1/accounts/accounts.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { heavyTurn } from "./guessing.ts";
import { countGuess } from "./known-browser.ts";
import { verifyPassword } from "./password-hash.ts";
import { findSession, forgetBrowser, logIn } from "./sessions.ts";

export const login = new Hono<AccountsEnv>();

login.post("/accounts/v1/login", async (context) => {
  const request = await parseBody(context, loginRequestSchema, { limitBytes: 5000 });
  return context.json(await logIn(context, await authenticate(context, request), ["pwd"]));
});

login.post("/accounts/v1/logout", async (context) => {
  const found = await findSession(context);
  if (found) await context.get("services").endSessions({ accountId: found.account.id, id: found.session.id }, "logged_out");
  forgetBrowser(context);
  return context.body(null, 204);
});

/** Does the same work whether or not the address has an account. @throws ClientError `invalid_credentials` or `rate_limited` */
async function authenticate(context: Context<AccountsEnv>, { email, password }: { email: string; password: string }): Promise<AccountRow> {
  const services = context.get("services");
  const turn = await heavyTurn(context);
  const forget = await countGuess(context, email);
  const account = await findAccountByEmail(services, email);
  const right = await verifyPassword(password, account?.passwordHash ?? null, turn);
  if (!account || !right) throw new ClientError("invalid_credentials");
  await forget();
  return account;
}
