/** A WebAuthn ceremony: a challenge that is good once, for five minutes, for whoever asked for it. */
import { z } from "zod";
import { ClientError } from "../../contracts/errors.ts";
import { issueTicket, redeemTicket } from "../../d1/accounts/tickets.ts";
import type { TicketKind } from "../../domain/account.ts";
import { relyingPartyOf } from "../../domain/passkey.ts";
import { toBase64Url } from "../../frame/base64url.ts";
import type { Services } from "./services.ts";

export const ceremonyLifetime = 5 * 60_000;

/** Browsers begin one whenever a login page is opened: nobody who comes late is waited for. */
export const ceremonyKinds = ["passkey_registration", "passkey_login"] as const satisfies TicketKind[];

type Place = Pick<Services, "accounts" | "now">;
/** `binding`: the session that registers, or the browser that logs in. */
type Ceremony = { kind: (typeof ceremonyKinds)[number]; binding: string };

const payloadSchema = z.object({ challenge: z.string(), binding: z.string() });

export function newChallenge(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** @param id decides which database keeps it @returns the ticket to come back with */
export async function beginCeremony(
  { accounts, now }: Place,
  { kind, binding, id, accountId, challenge }: Ceremony & { id: string; accountId?: string; challenge: Uint8Array },
): Promise<string> {
  const payload: z.infer<typeof payloadSchema> = { challenge: toBase64Url(challenge), binding };
  return issueTicket(accounts, { kind, id, payload, expiresAt: now + ceremonyLifetime, ...(accountId && { accountId }) });
}

/** @returns the challenge, base64url @throws ClientError `gone` */
export async function endCeremony({ accounts, now }: Place, { kind, binding }: Ceremony, ticket: string): Promise<string> {
  const redeemed = await redeemTicket(accounts, ticket, kind, now);
  const payload = payloadSchema.safeParse(redeemed?.payload);
  if (!payload.success || payload.data.binding !== binding) throw new ClientError("gone");
  return payload.data.challenge;
}

/** @throws ClientError `unprocessable` where browsers know no passkeys */
export function requireRelyingParty(origin: string): string {
  const id = relyingPartyOf(origin);
  if (id !== undefined) return id;
  const { port, protocol } = new URL(origin);
  const named = `${protocol}//localhost${port && `:${port}`}`;
  throw new ClientError("unprocessable", { message: `Passkeys belong to a name, not to an IP address: open ${named} instead.` });
}
