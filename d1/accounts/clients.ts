/** OAuth clients: apps of developers live beside their owner's account, the operator's own (`demo-app`) where the lists are. */
import { and, eq, inArray, isNull } from "drizzle-orm";
import { isId } from "../../domain/ids.ts";
import type { Database, SlicedDatabases } from "../databases.ts";
import { oauthClient, type OAuthClientRow } from "../schema/accounts.ts";

/** The database of a client's id; undefined when no client can have it. */
export function clientDatabase(databases: SlicedDatabases, id: string): Database | undefined {
  return isId(id) ? databases.group([id])[0]?.database : databases.listing();
}

/** A client that was not deleted. */
export async function readClient(databases: SlicedDatabases, id: string): Promise<OAuthClientRow | undefined> {
  const [row] =
    (await clientDatabase(databases, id)
      ?.select()
      .from(oauthClient)
      .where(and(eq(oauthClient.id, id), isNull(oauthClient.deletedAt)))) ?? [];
  return row;
}

/** Those of the clients that there are, deleted ones among them: what was consented to keeps its name. */
export async function readClients(databases: SlicedDatabases, ids: readonly string[]): Promise<OAuthClientRow[]> {
  const operators = ids.filter((id) => !isId(id));
  const groups = [...databases.group(ids), ...(operators.length > 0 ? [{ database: databases.listing(), ids: operators }] : [])];
  const found = await Promise.all(
    groups.map(({ database, ids: members }) => database.select().from(oauthClient).where(inArray(oauthClient.id, members))),
  );
  return found.flat();
}

/** Registers a client, or what an operator says anew of one of its own: the same id again is the same client. */
export async function putClient(databases: SlicedDatabases, row: OAuthClientRow): Promise<void> {
  const { id: _, createdAt: __, ...changeable } = row;
  await clientDatabase(databases, row.id)?.insert(oauthClient).values(row).onConflictDoUpdate({ target: oauthClient.id, set: changeable });
}
