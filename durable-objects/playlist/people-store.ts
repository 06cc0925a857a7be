/** Whom a playlist knows, in the object's own SQLite: members, invitations, and what libraries are still to be told. */
import type { MemberRole } from "../../domain/playlist/schema.ts";

export type MemberRow = { account_id: string; role: MemberRole | "barred"; since: number };
export type InvitationRow = { id: string; secret_hash: string; role: MemberRole; created_at: number; expires_at: number; uses: number };
export type Relation = "owner" | "member" | "gone";
export type NoticeRow = { account_id: string; relation: Relation; version: number };

export class PeopleStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Those who were removed among them; in the order in which they came. */
  members(): MemberRow[] {
    return this.#sql.exec<MemberRow>("SELECT account_id, role, since FROM member ORDER BY since, account_id").toArray();
  }

  putMember({ account_id, role, since }: MemberRow): void {
    this.#sql.exec(
      "INSERT INTO member (account_id, role, since) VALUES (?, ?, ?) ON CONFLICT (account_id) DO UPDATE SET role = excluded.role",
      account_id,
      role,
      since,
    );
  }

  deleteMember(accountId: string): void {
    this.#sql.exec("DELETE FROM member WHERE account_id = ?", accountId);
  }

  /** Those that are good. */
  invitations(now: number): InvitationRow[] {
    return this.#sql.exec<InvitationRow>("SELECT * FROM invitation WHERE expires_at > ? ORDER BY created_at, id", now).toArray();
  }

  /** Forgets those that are good no more. */
  addInvitation({ id, secret_hash, role, created_at, expires_at, uses }: InvitationRow): void {
    this.#sql.exec("DELETE FROM invitation WHERE expires_at <= ?", created_at);
    this.#sql.exec(
      "INSERT INTO invitation (id, secret_hash, role, created_at, expires_at, uses) VALUES (?, ?, ?, ?, ?, ?)",
      id,
      secret_hash,
      role,
      created_at,
      expires_at,
      uses,
    );
  }

  countUse(invitationId: string): void {
    this.#sql.exec("UPDATE invitation SET uses = uses + 1 WHERE id = ?", invitationId);
  }

  deleteInvitation(invitationId: string): void {
    this.#sql.exec("DELETE FROM invitation WHERE id = ?", invitationId);
  }

  /** @param version of what is told: the last one is told */
  note(accountId: string, relation: Relation, version: number): void {
    this.#sql.exec(
      `INSERT INTO notice (account_id, relation, version) VALUES (?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET relation = excluded.relation, version = excluded.version`,
      accountId,
      relation,
      version,
    );
  }

  notices(): NoticeRow[] {
    return this.#sql.exec<NoticeRow>("SELECT account_id, relation, version FROM notice ORDER BY version, account_id").toArray();
  }

  /** It was told. What came meanwhile stays to be told. */
  dropNotice({ account_id, version }: NoticeRow): void {
    this.#sql.exec("DELETE FROM notice WHERE account_id = ? AND version = ?", account_id, version);
  }
}
