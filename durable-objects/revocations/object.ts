import { DurableObject } from "cloudflare:workers";
import { longestRevocationList, revocationsOfOne, type Revocation } from "../../frame/revocations.ts";

/**
 * Which sessions ended while access tokens of theirs were still good. One small list for everybody, which every PoP reads a few
 * times a minute and no request ever waits for. A session leaves it when its last token has expired, and nobody fills it for all:
 * who puts too many on it pushes out the first of their own.
 */
export class Revocations extends DurableObject {
  constructor(context: DurableObjectState, env: Cloudflare.Env) {
    super(context, env);
    context.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS ended (session TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS ended_by_owner ON ended (owner, until);
      CREATE INDEX IF NOT EXISTS ended_by_time ON ended (until);
    `);
  }

  /** @param until milliseconds since 1970 when the last token of these sessions has expired */
  add(sessions: Revocation[], until: number): void {
    this.ctx.storage.transactionSync(() => {
      for (const { id, owner } of sessions) {
        this.ctx.storage.sql.exec(
          "INSERT INTO ended (session, owner, until) VALUES (?, ?, ?) ON CONFLICT (session) DO UPDATE SET until = max(until, excluded.until)",
          id,
          owner,
          until,
        );
      }
      for (const owner of new Set(sessions.map((session) => session.owner))) {
        this.ctx.storage.sql.exec(
          "DELETE FROM ended WHERE session IN (SELECT session FROM ended WHERE owner = ? ORDER BY until DESC LIMIT -1 OFFSET ?)",
          owner,
          revocationsOfOne,
        );
      }
    });
  }

  /** Those whose tokens last longest, when there are more than a list holds. @param now milliseconds since 1970 */
  list(now: number): string[] {
    this.ctx.storage.sql.exec("DELETE FROM ended WHERE until <= ?", now);
    return this.ctx.storage.sql
      .exec<{ session: string }>("SELECT session FROM ended ORDER BY until DESC LIMIT ?", longestRevocationList)
      .toArray()
      .map(({ session }) => session);
  }

  /** @param now milliseconds since 1970 */
  has(session: string, now: number): boolean {
    return this.ctx.storage.sql.exec("SELECT 1 FROM ended WHERE session = ? AND until > ?", session, now).toArray().length > 0;
  }
}
