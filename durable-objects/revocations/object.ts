import { DurableObject } from "cloudflare:workers";

/**
 * Which sessions ended while access tokens of theirs were still good. One small list for everybody, which every PoP reads a few
 * times a minute and no request ever waits for. A session leaves it when its last token has expired.
 */
export class Revocations extends DurableObject {
  constructor(context: DurableObjectState, env: Cloudflare.Env) {
    super(context, env);
    context.storage.sql.exec("CREATE TABLE IF NOT EXISTS revoked (session TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID");
  }

  /** @param until milliseconds since 1970 when the last token of these sessions has expired */
  add(sessions: string[], until: number): void {
    this.ctx.storage.transactionSync(() => {
      for (const session of sessions) {
        this.ctx.storage.sql.exec(
          "INSERT INTO revoked (session, until) VALUES (?, ?) ON CONFLICT (session) DO UPDATE SET until = max(until, excluded.until)",
          session,
          until,
        );
      }
    });
  }

  /** @param now milliseconds since 1970 */
  list(now: number): string[] {
    this.ctx.storage.sql.exec("DELETE FROM revoked WHERE until <= ?", now);
    return this.ctx.storage.sql
      .exec<{ session: string }>("SELECT session FROM revoked")
      .toArray()
      .map(({ session }) => session);
  }
}
