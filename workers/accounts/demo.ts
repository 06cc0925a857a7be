/** Accounts that everybody knows the password of, for trying the service out on one machine. Anywhere else there is no such thing. */
import { Hono, type Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { createAccount, findAccountByEmail, type NewAccount } from "../../d1/accounts/accounts.ts";
import { requireKey } from "../../frame/require-key.ts";
import { seedDemoClients } from "./demo-clients.ts";
import type { AccountsEnv } from "./env.ts";
import { hashPassword } from "./password-hash.ts";

export const demo = new Hono<AccountsEnv>();

const password = "nearfield";
const people: Pick<NewAccount, "email" | "displayName" | "roles" | "plan">[] = [
  { email: "free@demo.test", displayName: "Frida Free" },
  { email: "premium@demo.test", displayName: "Priya Premium", plan: "premium" },
  { email: "artist@demo.test", displayName: "Arto Artist", roles: ["artist"] },
  { email: "label@demo.test", displayName: "Lale Label", roles: ["label"] },
  { email: "moderator@demo.test", displayName: "Mona Moderator", roles: ["moderator"] },
  { email: "admin@demo.test", displayName: "Adrian Admin", roles: ["admin"] },
];

demo.post("/accounts/v1/operator/demo", async (context) => {
  const { OPERATOR_KEY, DEMO } = context.env;
  if (DEMO !== "on" || !context.get("services").isOnOwnMachine) throw new ClientError("not_found");
  await requireKey(context, OPERATOR_KEY);
  await seed(context);
  await seedDemoClients(context.get("services"));
  return context.body(null, 204);
});

/** Makes those that are not there yet. */
async function seed(context: Context<AccountsEnv>): Promise<void> {
  const services = context.get("services");
  const { now } = services;
  const known = await Promise.all(people.map(({ email }) => findAccountByEmail(services, email)));
  const missing = people.filter((_, index) => known[index] === undefined);
  if (missing.length === 0) return;
  const passwordHash = await hashPassword(password);
  const home = { market: context.env.DEFAULT_MARKET, locale: "en", passwordHash, actor: "operator", now };
  await Promise.all(missing.map((person) => createAccount(services, { ...person, ...home })));
}
