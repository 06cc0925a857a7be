/** Another password, by whoever knows the one before. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import { passwordChangeSchema } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changePassword } from "../../d1/accounts/passwords.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { heavyTurn } from "./guessing.ts";
import { countGuess } from "./known-browser.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { otherWaysIn } from "./other-ways-in.ts";
import { requireStrongPassword } from "./password-strength.ts";
import { requireFreshLogin } from "./sessions.ts";

export const passwordChange = new Hono<AccountsEnv>();

passwordChange.post("/accounts/v1/password", async (context) => {
  const request = await parseBody(context, passwordChangeSchema, { limitBytes: 5000 });
  await change(context, request);
  return context.body(null, 204);
});

/** @throws ClientError `invalid_credentials` or `unprocessable`, with the field */
async function change(context: Context<AccountsEnv>, { current, password }: z.infer<typeof passwordChangeSchema>): Promise<void> {
  const { account, session } = context.get("session");
  await requirePassword(context, account, current, "current");
  await requireStrongPassword(password, [account.email, account.displayName], await heavyTurn(context));
  const passwordHash = await hashPassword(password, await heavyTurn(context));
  await setPassword(context, account, { passwordHash, action: "password_changed", keep: session.id });
}

/**
 * Asks a listener who is logged in for the password once more; whoever has none has to have logged in lately.
 * @throws ClientError `invalid_credentials` with the field, `fresh_login_required`, or `rate_limited`
 */
export async function requirePassword(
  context: Context<AccountsEnv>,
  account: AccountRow,
  password: string | undefined,
  field: string,
): Promise<void> {
  if (account.passwordHash === null) {
    requireFreshLogin(context);
    return;
  }
  const turn = await heavyTurn(context);
  const forget = await countGuess(context, account.email);
  if (!(await verifyPassword(password ?? "", account.passwordHash, turn))) {
    throw new ClientError("invalid_credentials", { message: "The password is wrong.", field });
  }
  await forget();
}

type NewPassword = { passwordHash: string; action: "password_changed" | "password_reset"; keep?: string };

/** Sets the password, tells the holder, and ends whatever somebody else may have begun: sessions (all but `keep`), links that were mailed. */
export async function setPassword(
  context: Context<AccountsEnv>,
  account: AccountRow,
  { passwordHash, action, keep }: NewPassword,
): Promise<AccountRow> {
  const { accounts, postbox, revoke, now } = context.get("services");
  // Whoever had the account before them may have left a way in: a reset is how its holder takes it back.
  const ways = action === "password_reset" ? await otherWaysIn(context, account.id) : [];
  const { account: changed, ended } = await changePassword(
    accounts,
    { accountId: account.id, passwordHash, voids: ["password_reset", "email_change"], ...(keep !== undefined && { keep }) },
    {
      now,
      entry: { actor: account.id, action },
      mail: postbox.write(account, newIdBeside(account.id), (letters, head) => letters.passwordChanged({ ...head, ways })),
    },
  );
  await revoke(ended);
  return changed ?? account;
}
