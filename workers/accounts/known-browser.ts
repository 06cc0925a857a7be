/** Browsers in which somebody logged in to an account before: strangers' guesses at its password do not keep its holder out of them. */
import type { Context } from "hono";
import { readCookie, writeCookie } from "../../frame/cookies.ts";
import type { AccountsEnv } from "./env.ts";
import { addressKey } from "./guessing.ts";

const purpose = "known browser";
/** Seconds: a year. */
const lifetime = 365 * 24 * 3600;

/** Remembers whose account this browser was logged in to last, by the directory's keyed hash, and which browser it is. */
export async function rememberBrowser(context: Context<AccountsEnv>, email: string): Promise<void> {
  const services = context.get("services");
  const text = `${await addressKey(services, email)}${crypto.randomUUID().replaceAll("-", "")}`;
  writeCookie(context, "browser", await services.seal.seal(purpose, text), lifetime);
}

/**
 * Counts a guess at the password of an address. A browser that knows the account has a count of its own, and all that know it have one
 * together: each login makes another.
 * @returns what takes it back: it was no guess @throws ClientError `rate_limited`
 */
export async function countGuess(context: Context<AccountsEnv>, email: string): Promise<() => Promise<void>> {
  const services = context.get("services");
  const { attempts, seal } = services;
  const key = await addressKey(services, email);
  const cookie = readCookie(context, "browser");
  const opened = cookie === undefined ? undefined : await seal.open(purpose, cookie);
  const known = opened?.startsWith(key) ? opened : undefined;
  await attempts.count("password", known ?? key);
  if (known !== undefined) await attempts.count("password_known", key);
  return async () => {
    await attempts.forget("password", known ?? key);
    if (known !== undefined) await attempts.giveBack("password_known", key);
  };
}
