/** Whose attempts and work are counted: by what they are made at, and by where they come from. */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { Ticket } from "../../d1/accounts/tickets.ts";
import { toHex } from "../../domain/hex.ts";
import type { AttemptKind } from "../../domain/attempts.ts";
import { addressOf } from "../../frame/address.ts";
import type { AccountsEnv } from "./env.ts";
import type { Services } from "./services.ts";
import { heavyTurns, type Turns } from "./turns.ts";

/** What attempts at an e-mail address are counted by: the directory's keyed hash, whether or not the address has an account. */
export async function addressKey({ directory }: Pick<Services, "directory">, email: string): Promise<string> {
  return toHex(await directory.digest("email", email));
}

/** Counts by the network that a request comes from; where nobody knows (one machine), there is nothing to count by. */
export async function countByNetwork(context: Context<AccountsEnv>, kind: AttemptKind): Promise<void> {
  const address = addressOf(context.req.raw);
  if (address !== undefined) await context.get("services").attempts.count(kind, address);
}

/**
 * One piece of heavy work for the network that a request comes from. It is counted whatever becomes of it: being right costs as much time
 * as being wrong.
 * @throws ClientError `rate_limited` after too many
 */
export async function heavyTurn(context: Context<AccountsEnv>): Promise<Pick<Turns, "take">> {
  await countByNetwork(context, "heavy_work");
  const address = addressOf(context.req.raw);
  return { take: (work) => heavyTurns.take(work, address) };
}

/** Takes back what was counted: it was no guess. */
export async function giveBackByNetwork(context: Context<AccountsEnv>, kind: AttemptKind): Promise<void> {
  const address = addressOf(context.req.raw);
  if (address !== undefined) await context.get("services").attempts.giveBack(kind, address);
}

/**
 * Whoever shows tickets that are none is guessing.
 * @throws ClientError `gone`, or `rate_limited` after too many
 */
export async function requireTicket(context: Context<AccountsEnv>, find: () => Promise<Ticket | undefined>): Promise<Ticket> {
  const found = await find();
  if (found) return found;
  await countByNetwork(context, "ticket_by_address");
  throw new ClientError("gone");
}
