/** Apps of developers, each in its owner's slice. How any client is found: ./clients.ts. */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { consent, oauthClient, session, type OAuthClientRow } from "../schema/accounts.ts";
import { endedColumns, type EndedSession } from "./sessions.ts";

/** Which app of which developer. */
export type AppKey = { id: string; ownerId: string };

const ofOwner = (ownerId: string) => and(eq(oauthClient.ownerId, ownerId), isNull(oauthClient.deletedAt));
const at = ({ id, ownerId }: AppKey) => and(eq(oauthClient.id, id), eq(oauthClient.ownerId, ownerId));

/** Oldest first. */
export async function listApps(databases: SlicedDatabases, ownerId: string): Promise<OAuthClientRow[]> {
  return databases.of(ownerId).select().from(oauthClient).where(ofOwner(ownerId)).orderBy(asc(oauthClient.createdAt), asc(oauthClient.id));
}

export async function readApp(databases: SlicedDatabases, key: AppKey): Promise<OAuthClientRow | undefined> {
  const [row] = await databases
    .of(key.ownerId)
    .select()
    .from(oauthClient)
    .where(and(at(key), isNull(oauthClient.deletedAt)));
  return row;
}

/** @returns false when the owner has as many as may be, which also holds for any number of them at once */
export async function insertApp(databases: SlicedDatabases, row: OAuthClientRow & { ownerId: string }, limit: number): Promise<boolean> {
  const database = databases.of(row.ownerId);
  const held = database
    .select({ count: sql`count(*)` })
    .from(oauthClient)
    .where(ofOwner(row.ownerId));
  const [, surplus] = await database.batch([
    database.insert(oauthClient).values(row),
    database
      .delete(oauthClient)
      .where(and(at(row), sql`${held} > ${limit}`))
      .returning({ id: oauthClient.id }),
  ]);
  return surplus.length === 0;
}

export type AppChange = Partial<Pick<OAuthClientRow, "name" | "description" | "website" | "redirectUris" | "grantTypes" | "secretHash">>;

/** @param seen the app that the change was made for @returns undefined when it is another one by now */
export async function changeApp(
  databases: SlicedDatabases,
  seen: OAuthClientRow & { ownerId: string },
  change: AppChange,
  now: number,
): Promise<OAuthClientRow | undefined> {
  const [row] = await databases
    .of(seen.ownerId)
    .update(oauthClient)
    .set({ ...change, updatedAt: Math.max(now, seen.updatedAt + 1) })
    .where(and(at(seen), isNull(oauthClient.deletedAt), eq(oauthClient.updatedAt, seen.updatedAt)))
    .returning();
  return row;
}

/** From here on nobody gets a token of it. @returns `unknown`: the developer never had it */
export async function deleteApp(databases: SlicedDatabases, key: AppKey, now: number): Promise<"deleted" | "was deleted" | "unknown"> {
  const database = databases.of(key.ownerId);
  const [deleted, known] = await database.batch([
    database
      .update(oauthClient)
      .set({ deletedAt: now })
      .where(and(at(key), isNull(oauthClient.deletedAt)))
      .returning({ id: oauthClient.id }),
    database.select({ id: oauthClient.id }).from(oauthClient).where(at(key)),
  ]);
  if (deleted.length > 0) return "deleted";
  return known.length > 0 ? "was deleted" : "unknown";
}

/** Ends what listeners have with a client that was deleted, wherever they live. */
export async function endClient(databases: SlicedDatabases, clientId: string, now: number): Promise<EndedSession[]> {
  const ended = await Promise.all(
    databases.all().map(async (database) => {
      const [, sessions] = await database.batch([
        database.delete(consent).where(eq(consent.clientId, clientId)),
        database
          .update(session)
          .set({ endedAt: now, endReason: "client_deleted" })
          .where(and(eq(session.clientId, clientId), isNull(session.endedAt)))
          .returning(endedColumns),
      ]);
      return sessions;
    }),
  );
  return ended.flat();
}
