/** Which sessions were ended: a list that an isolate holds for ten seconds and its PoP for fifteen, so that a token of an ended
 * session is refused everywhere within half a minute, and no request waits for a database. */

export type RevocationsNamespace = {
  getByName(name: string): { add(sessions: string[], until: number): Promise<void>; list(now: number): Promise<string[]> };
};

const objectName = "all";
const isolateMs = 10_000;
/** Seconds. */
const edgeLifetime = 15;
const edgeAddress = "https://revocations.internal/list";

export type RevocationList = { isRevoked(session: string, now: number): Promise<boolean> };

/** @param read the list as it is now, or as the PoP remembers it */
export function createRevocationList(read: (now: number) => Promise<string[]>): RevocationList {
  let held: { sessions: ReadonlySet<string>; at: number } | undefined;
  return {
    async isRevoked(session, now) {
      if (!held || now - held.at >= isolateMs) {
        try {
          held = { sessions: new Set(await read(now)), at: now };
        } catch (error) {
          // The list out of reach: what is known still holds. Tokens expire by themselves within minutes.
          if (!held) throw error;
        }
      }
      return held.sessions.has(session);
    },
  };
}

/** Reads through the PoP's cache where there is one. */
export async function readRevocations(namespace: RevocationsNamespace, now: number): Promise<string[]> {
  const cache = caches.default;
  const known = await cache.match(edgeAddress);
  if (known) return known.json<string[]>();
  const sessions = await namespace.getByName(objectName).list(now);
  await cache.put(edgeAddress, Response.json(sessions, { headers: { "cache-control": `public, max-age=${edgeLifetime}` } }));
  return sessions;
}

/** @param until milliseconds since 1970 when the last access token of these sessions has expired */
export async function revokeSessions(namespace: RevocationsNamespace, sessions: string[], until: number): Promise<void> {
  if (sessions.length > 0) await namespace.getByName(objectName).add(sessions, until);
}
