import type { SessionRow } from "../../d1/schema/accounts.ts";
import { scopes } from "../../domain/access.ts";
import type { AuthenticationMethod } from "../../domain/account.ts";

/** A login lasts this long after it was last used, milliseconds. */
export const sessionLifetime = 60 * 24 * 3600 * 1000;

/** The row of a session that begins now; an app's has its client and scope. */
export function newSession(input: {
  id: string;
  accountId: string;
  methods: AuthenticationMethod[];
  authenticatedAt: number;
  request: Request;
  now: number;
  client?: { id: string; scope: string };
}): SessionRow {
  const { id, accountId, methods, authenticatedAt, request, now, client } = input;
  const country: unknown = request.cf?.["country"];
  return {
    id,
    accountId,
    clientId: client?.id ?? null,
    scope: client?.scope ?? scopes.join(" "),
    generation: 0,
    rotatedAt: now,
    methods,
    authenticatedAt,
    userAgent: (request.headers.get("user-agent") ?? "").slice(0, 256),
    country: typeof country === "string" ? country : null,
    createdAt: now,
    seenAt: now,
    expiresAt: now + sessionLifetime,
    endedAt: null,
    endReason: null,
  };
}
