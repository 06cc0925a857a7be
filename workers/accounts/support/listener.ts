/** Listeners who are logged in, for tests that are not about how they got there. */
import { env } from "cloudflare:workers";
import { createAccount, type NewAccount } from "../../../d1/accounts/accounts.ts";
import { listAudit } from "../../../d1/accounts/audit.ts";
import { listMail } from "../../../d1/accounts/mail.ts";
import type { AccountRow } from "../../../d1/schema/accounts.ts";
import { createApp } from "../../../frame/app.ts";
import type { AccountsVariables } from "../env.ts";
import { composeServices } from "../services.ts";
import { logIn } from "../sessions.ts";
import { openBrowser, origin, type Browser, type Clock } from "./browser.ts";

let made = 0;

/** @param options.password false: an account without one, which only has what the test gives it */
export async function openListener(
  options: { clock?: Clock; bindings?: Partial<Env>; password?: boolean; account?: Partial<NewAccount> } = {},
): Promise<{ browser: Browser; account: AccountRow }> {
  const now = options.clock?.now ?? Date.now();
  const name = `listener-${(made += 1)}`;
  const account = await createAccount(servicesAt(now), {
    email: `${name}@mail.example`,
    displayName: name,
    market: "DE",
    locale: "en",
    now,
    // Whose password nobody knows: hashing one takes a tenth of a second.
    ...(options.password !== false && { passwordHash: "$none" }),
    ...options.account,
  });
  if (!account) throw new Error("the address is taken");
  const browser = openBrowser(options);
  await logInDirectly(browser, account, now);
  return { browser, account };
}

/** Actions that the audit has of an account, newest first, without its creation. */
export async function auditOf({ id }: AccountRow): Promise<string[]> {
  const entries = await listAudit(servicesAt(Date.now()).accounts, id, 100);
  return entries.map(({ action }) => action).filter((action) => action !== "account_created");
}

/** Subjects of what was written to an account's address, newest first. */
export async function lettersTo({ email }: AccountRow): Promise<string[]> {
  const letters = await listMail(servicesAt(Date.now()).accounts, 1000);
  return letters.filter(({ recipient }) => recipient === email).map(({ subject }) => subject);
}

function servicesAt(now: number) {
  return composeServices(env, new Request(origin), now);
}

async function logInDirectly(browser: Browser, account: AccountRow, now: number): Promise<void> {
  const app = createApp<Env, AccountsVariables>({ worker: "accounts", policies: { "POST /": { kind: "open" } } });
  app.post("/", async (context) => {
    context.set("services", composeServices(context.env, context.req.raw, now));
    return context.json(await logIn(context, account, ["pwd"]));
  });
  const { METRICS: _metrics, ...bindings } = env;
  const response = await app.request(`${origin}/`, { method: "POST" }, bindings);
  for (const line of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    browser.cookies.set(name, value);
  }
}
