/** Devices that wait to be let in (RFC 8628), each where the hash of its user code says, so that both of its codes lead to it. */
import { and, eq, gt, lt } from "drizzle-orm";
import type { AuthenticationMethod } from "../../domain/account.ts";
import type { Database, Directory } from "../databases.ts";
import { deviceAuthorization, type DeviceAuthorizationRow } from "../schema/accounts.ts";

/** @returns false when another device has the user code */
export async function insertDevice(directory: Directory, row: DeviceAuthorizationRow): Promise<boolean> {
  const added = await directory
    .ofId(row.id)
    ?.insert(deviceAuthorization)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: deviceAuthorization.id });
  return (added?.length ?? 0) > 0;
}

export async function readDevice(directory: Directory, id: string): Promise<DeviceAuthorizationRow | undefined> {
  const [row] = (await directory.ofId(id)?.select().from(deviceAuthorization).where(eq(deviceAuthorization.id, id))) ?? [];
  return row;
}

/** @param digest of the user code @param userCode as it is kept, without a dash */
export async function findDevice(
  directory: Directory,
  { digest, userCode }: { digest: Uint8Array; userCode: string },
): Promise<DeviceAuthorizationRow | undefined> {
  const [row] = await directory.of(digest).select().from(deviceAuthorization).where(eq(deviceAuthorization.userCode, userCode));
  return row;
}

export type DeviceDecision =
  | { status: "denied"; accountId: string; decidedAt: number }
  | {
      status: "approved";
      accountId: string;
      decidedAt: number;
      methods: AuthenticationMethod[];
      authenticatedAt: number;
      /** The browser's session that it was approved in. */
      agreedIn: string;
      /** The session that the device will have. */
      sessionId: string;
    };

/** @returns whether this decided: the first decision stands */
export async function decideDevice(directory: Directory, id: string, decision: DeviceDecision): Promise<boolean> {
  const decided = await directory
    .ofId(id)
    ?.update(deviceAuthorization)
    .set(decision)
    .where(
      and(eq(deviceAuthorization.id, id), eq(deviceAuthorization.status, "pending"), gt(deviceAuthorization.expiresAt, decision.decidedAt)),
    )
    .returning({ id: deviceAuthorization.id });
  return (decided?.length ?? 0) > 0;
}

/** Remembers that a device asked. */
export async function writePoll(directory: Directory, id: string, poll: { polledAt: number; intervalSeconds: number }): Promise<void> {
  await directory.ofId(id)?.update(deviceAuthorization).set(poll).where(eq(deviceAuthorization.id, id));
}

/** Removes what expired before a moment. */
export async function dropDevices(database: Database, before: number): Promise<void> {
  await database.delete(deviceAuthorization).where(lt(deviceAuthorization.expiresAt, before));
}
