/** A token that a client asks about or gives back: of either kind, whatever it was announced as, and only the client's own. */
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { readSession, type OpenSession } from "../../../d1/accounts/sessions.ts";
import { judgeRefresh } from "../../../domain/oauth/refresh.ts";
import { originsOf } from "../../../frame/origin.ts";
import { verifyAccessToken } from "../../../frame/authenticate.ts";
import { ClientError } from "../../../contracts/errors.ts";
import type { Services } from "../services.ts";
import { openRefreshToken } from "./refresh-token.ts";

export type PresentedToken =
  /** `found` is absent where a client acts for itself. */
  { kind: "access"; claims: AccessClaims; found: OpenSession | undefined } | { kind: "refresh"; found: OpenSession };

type Place = Pick<Services, "accounts" | "seal" | "now" | "isRevoked">;

/** @returns undefined for what is not good, not good any more, or another client's */
export async function readToken(place: Place, env: Env, clientId: string, text: string): Promise<PresentedToken | undefined> {
  return (await readRefreshToken(place, clientId, text)) ?? (await readAccessToken(place, env, clientId, text));
}

async function readRefreshToken({ accounts, seal, now }: Place, clientId: string, text: string): Promise<PresentedToken | undefined> {
  const token = await openRefreshToken(seal, text);
  const found = token && (await readSession(accounts, token.id, now));
  if (found?.session.clientId !== clientId) return undefined;
  const verdict = judgeRefresh(token?.generation ?? -1, found.session, now);
  return verdict === "rotate" || verdict === "repeat" ? { kind: "refresh", found } : undefined;
}

async function readAccessToken(place: Place, env: Env, clientId: string, text: string): Promise<PresentedToken | undefined> {
  const claims = await verify(text, env, place.now);
  if (claims?.client_id !== clientId) return undefined;
  if (claims.roles.includes("client"))
    return (await place.isRevoked(claims.sid)) ? undefined : { kind: "access", claims, found: undefined };
  const found = await readSession(place.accounts, claims.sid, place.now);
  return found && { kind: "access", claims, found };
}

async function verify(token: string, env: Env, now: number): Promise<AccessClaims | undefined> {
  try {
    return await verifyAccessToken(token, { jwks: env.TOKEN_KEYS, issuers: originsOf(env), now: new Date(now) });
  } catch (error) {
    if (error instanceof ClientError) return undefined;
    throw error;
  }
}
