/** Who an e-mail address, an identity or a passkey names. Keys are keyed hashes: the directory alone tells nobody's address. */
import { and, eq } from "drizzle-orm";
import type { Database, Directory } from "../databases.ts";
import { toHex } from "../../domain/hex.ts";
import { directory as table } from "../schema/accounts.ts";

export type DirectoryKind = "email" | "identity" | "passkey" | "customer" | "user_code";

export type Claim = { accountId: string; claimedAt: number };

export type AccountDirectory = {
  /** @returns the account that a name leads to */
  find(kind: DirectoryKind, name: string): Promise<string | undefined>;
  /** Names an account, once. @returns whether the name is this account's now, or was before */
  claim(kind: DirectoryKind, name: string, accountId: string, now: number): Promise<boolean>;
  /** Whom a name leads to, and since when. */
  holder(kind: DirectoryKind, name: string): Promise<Claim | undefined>;
  /** Makes a name another account's, where it is held as it was seen. @returns whether it was */
  takeOver(kind: DirectoryKind, name: string, change: { from: Claim; to: Claim }): Promise<boolean>;
  /** Gives a name up, where it is this account's. */
  release(kind: DirectoryKind, name: string, accountId: string): Promise<void>;
  /** The keyed hash of a name, 32 bytes. */
  digest(kind: DirectoryKind, name: string): Promise<Uint8Array<ArrayBuffer>>;
};

/** @param secret the HMAC-SHA-256 key of the deployment; it can never be changed */
export function openAccountDirectory(databases: Directory, secret: string): AccountDirectory {
  const digest = async (kind: DirectoryKind, name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const encoder = new TextEncoder();
    const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(`${kind}:${name}`)));
  };
  const place = async (kind: DirectoryKind, name: string): Promise<{ database: Database; key: string }> => {
    const bytes = await digest(kind, name);
    return { database: databases.of(bytes), key: toHex(bytes) };
  };
  const read = async (database: Database, key: string): Promise<Claim | undefined> => {
    const [row] = await database.select({ accountId: table.accountId, claimedAt: table.claimedAt }).from(table).where(eq(table.key, key));
    return row;
  };
  return {
    async find(kind, name) {
      const { database, key } = await place(kind, name);
      return (await read(database, key))?.accountId;
    },
    async holder(kind, name) {
      const { database, key } = await place(kind, name);
      return read(database, key);
    },
    async claim(kind, name, accountId, now) {
      const { database, key } = await place(kind, name);
      await database.insert(table).values({ key, accountId, claimedAt: now }).onConflictDoNothing();
      return (await read(database, key))?.accountId === accountId;
    },
    async takeOver(kind, name, { from, to }) {
      const { database, key } = await place(kind, name);
      const held = and(eq(table.key, key), eq(table.accountId, from.accountId), eq(table.claimedAt, from.claimedAt));
      const taken = await database.update(table).set(to).where(held).returning({ key: table.key });
      return taken.length > 0;
    },
    async release(kind, name, accountId) {
      const { database, key } = await place(kind, name);
      await database.delete(table).where(and(eq(table.key, key), eq(table.accountId, accountId)));
    },
    digest,
  };
}
