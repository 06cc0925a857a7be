/** A listener's session and jams, by their contracts, and how a token's claims look to it. */
import { env } from "cloudflare:workers";
import type { AccessClaims } from "../../contracts/access-token.ts";
import type { ConnectSessionObject, ConnectViewer } from "../../contracts/connect-session.ts";
import type { JamObject } from "../../contracts/jam.ts";
import type { Remote } from "../../contracts/rpc.ts";
import { playerClientId } from "../../domain/access.ts";
import { hasAnyScope } from "../../frame/policy.ts";
import { planTable } from "../../operator/plans.ts";

/** `fetch` takes the upgrade to a device's connection, nothing else. */
export type ConnectSessionStub = Remote<ConnectSessionObject> & { fetch(url: string, init: RequestInit): Promise<Response> };

/** @param account its id; whether there is a session is only said by what the object answers */
export function connectSession(account: string): ConnectSessionStub {
  return env.CONNECT_SESSIONS.getByName(account);
}

/** @param id whether there is such a jam is only said by what the object answers */
export function jamObject(id: string): Remote<JamObject> & Pick<ConnectSessionStub, "fetch"> {
  return env.JAMS.getByName(id);
}

/** @param claims of an account's token */
export function connectViewerOf(claims: AccessClaims): ConnectViewer {
  const { sub: account, plan, market, explicit } = claims;
  const { shuffleOnly, skipsAnHour } = planTable[plan];
  return {
    asker: { account, plan, market, explicit },
    session: claims.sid,
    app: claims.client_id === playerClientId ? null : claims.client_id,
    expires_at: claims.exp * 1000,
    controls: hasAnyScope(claims, ["user-modify-playback-state"]),
    plays: hasAnyScope(claims, ["streaming"]),
    terms: { shuffleOnly, skipsAnHour },
  };
}
