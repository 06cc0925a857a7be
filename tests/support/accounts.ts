/** Accounts and sessions laid straight into the databases of a running service, with tokens as it would issue them. */
import { createPrivateKey, randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { idInSlice } from "../../domain/ids.ts";
import type { TestService } from "./runtime.ts";

export type TestListener = { accountId: string; sessionId: string; token: string };

/** @param account columns that differ from those of a free listener in Germany */
export async function putListener(service: TestService, account: Record<string, string | number | null> = {}): Promise<TestListener> {
  const accountId = idInSlice(7, randomBytes(16));
  const sessionId = idInSlice(7, randomBytes(16));
  const now = Date.now();
  await insert(service, "account", {
    id: accountId,
    email: `${accountId}@example.test`,
    display_name: "A listener",
    market: "DE",
    locale: "de",
    filter_explicit: 0,
    settings: "{}",
    roles: '["listener"]',
    plan: "free",
    created_at: now,
    updated_at: now,
    ...account,
  });
  await insert(service, "session", {
    id: sessionId,
    account_id: accountId,
    scope: "streaming",
    generation: 0,
    rotated_at: now,
    methods: '["pwd"]',
    authenticated_at: now,
    user_agent: "test",
    created_at: now,
    seen_at: now,
    expires_at: now + 3_600_000,
  });
  return { accountId, sessionId, token: await signToken(service, accountId, sessionId) };
}

/** Changes columns of an account. */
export async function changeAccount(service: TestService, id: string, columns: Record<string, string | number | null>): Promise<void> {
  await change(service, "account", id, columns);
}

export async function changeSession(service: TestService, id: string, columns: Record<string, string | number | null>): Promise<void> {
  await change(service, "session", id, columns);
}

async function database(service: TestService) {
  return service.miniflare.getD1Database("ACCOUNTS_0", "nearfield-accounts");
}

async function insert(service: TestService, table: string, row: Record<string, string | number | null>): Promise<void> {
  const columns = Object.keys(row);
  const statement = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
  const d1 = await database(service);
  await d1
    .prepare(statement)
    .bind(...Object.values(row))
    .run();
}

async function change(service: TestService, table: string, id: string, columns: Record<string, string | number | null>): Promise<void> {
  const sets = Object.keys(columns).map((name) => `${name} = ?`);
  const d1 = await database(service);
  await d1
    .prepare(`UPDATE ${table} SET ${sets.join(", ")} WHERE id = ?`)
    .bind(...Object.values(columns), id)
    .run();
}

/** A token that was issued while the listener was free, in Germany, and grown up. */
async function signToken(service: TestService, accountId: string, sessionId: string): Promise<string> {
  const jwk: unknown = JSON.parse(service.secrets.token_signing_key);
  if (typeof jwk !== "object" || jwk === null || !("kid" in jwk)) throw new Error("no signing key");
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const claims = { scope: "streaming", plan: "free", market: "DE", explicit: "allowed", roles: ["listener"] };
  return new SignJWT({ ...claims, sid: sessionId, client_id: "nearfield-player" })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: String(jwk.kid) })
    .setIssuer(service.url)
    .setAudience("nearfield-api")
    .setSubject(accountId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("10 minutes")
    .sign(key);
}
