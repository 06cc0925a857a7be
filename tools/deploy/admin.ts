/** The first admin: invited by e-mail once the service stands, once. Whoever is invited has no power before they accept. */
import type { DerivedConfig } from "./derive.ts";
import { DeployProblem } from "./problem.ts";
import type { Keyring } from "./secrets.ts";
import type { Settings } from "./settings.ts";

export type CallService = (url: string, init: RequestInit) => Promise<Response>;

const operatorKey = "OPERATOR_KEY";

/**
 * @returns the address to invite; undefined when it was invited before, or when nothing here can open the operator's door
 * @throws DeployProblem when the invitation would never leave the house
 */
export function adminToInvite(settings: Settings, configs: readonly DerivedConfig[], keyring: Keyring): string | undefined {
  const email = settings.admin?.email;
  if (email === undefined || keyring.invitedAdmin === email || !(operatorKey in keyring.values)) return undefined;
  if (configs.some(({ vars }) => vars?.["MAIL"] === "outbox")) {
    throw new DeployProblem(
      `${email} is to be invited as the first admin, but no e-mail leaves this deployment.`,
      'Set MAIL to "cloudflare" or "http" under [vars] in deploy.toml; docs/deploy.md explains both.',
    );
  }
  return email;
}

type InviteContext = { origin: string; callService: CallService; print: (line: string) => void };

/** A new domain may take minutes to answer: then the next run invites. @returns the keyring, which knows when it is done */
export async function inviteAdmin(email: string, keyring: Keyring, { origin, callService, print }: InviteContext): Promise<Keyring> {
  const response = await callService(`${origin}/accounts/v1/operator/admin-invitations`, {
    method: "POST",
    headers: { authorization: `Bearer ${keyring.values[operatorKey]}`, "content-type": "application/json" },
    body: JSON.stringify({ email }),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
  // Where there is an admin already (409), nobody else is made one from here.
  if (response?.ok || response?.status === 409) {
    print(response.ok ? `  ${email} has mail.` : "  there is an admin already, who can give the role to others.");
    return { ...keyring, invitedAdmin: email };
  }
  print(`  ${origin} does not answer yet${response ? ` (${response.status})` : ""}: run npm run deploy again in some minutes.`);
  return keyring;
}
