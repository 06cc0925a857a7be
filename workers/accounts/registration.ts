/** Registering: what is said is kept in a ticket, and the account is made by whoever reads the mail. */
import { Hono, type Context } from "hono";
import { z } from "zod";
import { registrationConfirmSchema, registrationRequestSchema } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { createAccount, findAccountByEmail } from "../../d1/accounts/accounts.ts";
import { peekTicket, redeemTicket, type Ticket, type NewTicket } from "../../d1/accounts/tickets.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { accountAge } from "../../domain/account.ts";
import { faultOfBirthDate } from "../../domain/entitlement.ts";
import { clearCookie, readCookie, writeCookie } from "../../frame/cookies.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { addressKey, countByNetwork, heavyTurn, requireTicket } from "./guessing.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { resetTicket } from "./password-reset.ts";
import { requireStrongPassword } from "./password-strength.ts";
import { unknownMarket, marketOfVisitor } from "./market.ts";
import { logIn } from "./sessions.ts";

export const registration = new Hono<AccountsEnv>();

const kind = "registration";
const lifetime = 24 * 3600_000;
const purpose = "registration";

type Request = z.infer<typeof registrationRequestSchema>;

const pendingSchema = z.object({
  email: z.string(),
  displayName: z.string(),
  birthDate: z.string().optional(),
  market: z.string(),
  locale: z.string(),
  passwordHash: z.string(),
});
/** Who is to have an account, once it is known that the address is theirs. */
export type PendingAccount = z.infer<typeof pendingSchema>;

registration.post("/accounts/v1/registrations", async (context) => {
  const request = await parseBody(context, registrationRequestSchema, { limitBytes: 5000 });
  if (context.env.REGISTRATION !== "open") {
    throw new ClientError("forbidden", { message: "Nobody registers here without an invitation." });
  }
  await register(context, request);
  return context.json({}, 202);
});

registration.post("/accounts/v1/registrations/confirm", async (context) => {
  const { ticket, password } = await parseBody(context, registrationConfirmSchema, { limitBytes: 5000 });
  return context.json(await logIn(context, await confirm(context, ticket, password), ["pwd"]));
});

/** Does the same work whether or not the address has an account. */
async function register(context: Context<AccountsEnv>, request: Request): Promise<void> {
  const services = context.get("services");
  const { accounts, attempts, postbox, seal, origin, now } = services;
  const pending = await prepareAccount(context, request);
  await attempts.count("mail", await addressKey(services, pending.email));
  const known = await findAccountByEmail(services, pending.email);
  const id = accounts.newId(crypto.getRandomValues(new Uint8Array(16)));
  // Also where the address has an account: then it names no ticket.
  writeCookie(context, "registration", await seal.seal(purpose, id), lifetime / 1000);
  if (known) {
    await postbox.postTicket(known, resetTicket(known, now), (ticket, letters, head) =>
      letters.alreadyRegistered({ ...head, url: `${origin}/login`, reset: `${origin}/reset?ticket=${ticket}` }),
    );
    return;
  }
  const ticket: NewTicket = { id, kind, payload: pending, expiresAt: now + lifetime };
  await postbox.postTicket(pending, ticket, (text, letters, head) => letters.verify({ ...head, url: `${origin}/verify?ticket=${text}` }));
}

/**
 * Checks what somebody says who wants an account, and hashes the password.
 * @throws ClientError `unprocessable` with the field, or `rate_limited`
 */
export async function prepareAccount(context: Context<AccountsEnv>, request: Request): Promise<PendingAccount> {
  const { now } = context.get("services");
  const { email, password, display_name, birth_date, locale } = request;
  if (birth_date !== undefined && faultOfBirthDate(birth_date, null, now)) {
    const message = `You have to be ${accountAge} years old to have an account of your own. Until then, listen without one.`;
    throw new ClientError("unprocessable", { message, field: "birth_date" });
  }
  await countByNetwork(context, "registration_by_address");
  await requireStrongPassword(password, [email, display_name], await heavyTurn(context));
  return {
    email,
    displayName: display_name,
    ...(birth_date !== undefined && { birthDate: birth_date }),
    market: homeMarketOf(context, request.market),
    locale: locale ?? "en",
    passwordHash: await hashPassword(password, await heavyTurn(context)),
  };
}

/** Where somebody is at home who registers: where they are, or the operator's own market where nobody knows. */
function homeMarketOf(context: Context<AccountsEnv>, wish: string | undefined): string {
  const market = marketOfVisitor(context, wish);
  return market === unknownMarket ? context.env.DEFAULT_MARKET : market;
}

/** @throws ClientError `gone`, `conflict`, or what `requireRegistrant` refuses */
async function confirm(context: Context<AccountsEnv>, text: string, password: string | undefined): Promise<AccountRow> {
  const services = context.get("services");
  const found = await requireTicket(context, () => peekTicket(services.accounts, text, kind, services.now));
  const pending = pendingSchema.parse(found.payload);
  await requireRegistrant(context, found, { passwordHash: pending.passwordHash, password });
  const account = await createAccount(services, { ...pending, id: found.id, now: services.now });
  // Used up last: a confirmation that was cut off can be repeated, and makes the same account.
  await requireTicket(context, () => redeemTicket(services.accounts, text, kind, services.now));
  clearCookie(context, "registration");
  if (!account) throw new ClientError("conflict", { message: "That address has an account by now: log in." });
  return account;
}

/**
 * Whoever reads the mail may not be the one who registered: an account whose password somebody else chose would be theirs. So the
 * browser is the one in which it was chosen, or the password is given once more.
 * @throws ClientError `invalid_credentials` of the field `password`, or `rate_limited`
 */
async function requireRegistrant(
  context: Context<AccountsEnv>,
  { id }: Ticket,
  { passwordHash, password }: { passwordHash: string; password: string | undefined },
): Promise<void> {
  const { attempts, seal } = context.get("services");
  const cookie = readCookie(context, "registration");
  if (cookie !== undefined && (await seal.open(purpose, cookie)) === id) return;
  const wrong = (message: string) => new ClientError("invalid_credentials", { message, field: "password" });
  if (password === undefined) throw wrong("Give the password that was chosen when this address was registered.");
  const turn = await heavyTurn(context);
  await attempts.count("password", `registration:${id}`);
  if (!(await verifyPassword(password, passwordHash, turn))) throw wrong("The password is wrong.");
}
