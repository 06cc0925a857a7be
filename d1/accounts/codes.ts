/** Authorization codes, each in its account's slice. What redeems one is the session that it names (./refresh.ts). */
import { eq, lt } from "drizzle-orm";
import type { Database, SlicedDatabases } from "../databases.ts";
import { authorizationCode, type AuthorizationCodeRow } from "../schema/accounts.ts";

export async function insertCode(databases: SlicedDatabases, row: AuthorizationCodeRow): Promise<void> {
  await databases.of(row.id).insert(authorizationCode).values(row);
}

export async function readCode(databases: SlicedDatabases, id: string): Promise<AuthorizationCodeRow | undefined> {
  const [place] = databases.group([id]);
  const [row] = (await place?.database.select().from(authorizationCode).where(eq(authorizationCode.id, id))) ?? [];
  return row;
}

/** Removes what expired before a moment. */
export async function dropCodes(database: Database, before: number): Promise<void> {
  await database.delete(authorizationCode).where(lt(authorizationCode.expiresAt, before));
}
