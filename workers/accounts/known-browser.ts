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

/** What guesses at the password of an address are counted by: a browser that knows the account has a count of its own. */
export async function guessKey(context: Context<AccountsEnv>, email: string): Promise<string> {
  const services = context.get("services");
  const key = await addressKey(services, email);
  const cookie = readCookie(context, "browser");
  const known = cookie === undefined ? undefined : await services.seal.open(purpose, cookie);
  return known?.startsWith(key) ? known : key;
}
