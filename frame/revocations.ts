/** Which sessions were ended: a list that an isolate holds for ten seconds and its PoP for fifteen, so that a token of an ended
 * session is refused everywhere within half a minute, and no request waits for a database. */
import { z } from "zod";
import { ClientError } from "../contracts/errors.ts";

/** `owner`: whose share of the list it takes, an account's id or a client's. */
export type Revocation = { id: string; owner: string };

/** Sessions that the list holds of one owner, and of all. Of more, those that were ended last stay. */
export const revocationsOfOne = 500;
export const longestRevocationList = 100_000;

export type RevocationsNamespace = {
  getByName(name: string): {
    add(sessions: Revocation[], until: number): Promise<void>;
    list(now: number): Promise<string[]>;
    has(session: string, now: number): Promise<boolean>;
  };
};

/** What a PoP remembers for all of its isolates: `caches.default`. */
export type EdgeMemory = { match(address: string): Promise<Response | undefined>; put(address: string, response: Response): Promise<void> };

const objectName = "all";
const isolateMs = 10_000;
const edgeMs = 15_000;
/** How long a list that could not be read is left alone, so that not every request waits for the failure. */
const retryMs = 1000;
const edgeAddress = "https://revocations.internal/list";

/** `readAt`: milliseconds since 1970. */
const rememberedSchema = z.object({ sessions: z.array(z.string()), readAt: z.number() });
type Remembered = z.infer<typeof rememberedSchema>;

export type RevocationList = {
  /** @throws ClientError `overloaded` while no list was ever read */
  isRevoked(session: string, now: number): Promise<boolean>;
};

/** The list of one isolate. @param read the list as it is now, or as the PoP remembers it */
export function createRevocationList(read: (now: number) => Promise<string[]>): RevocationList {
  let held: { sessions: ReadonlySet<string>; until: number } | undefined;
  return {
    async isRevoked(session, now) {
      if (!held || now >= held.until) {
        try {
          held = { sessions: new Set(await read(now)), until: now + isolateMs };
        } catch {
          // The list out of reach: what is known still holds. Tokens expire by themselves within minutes.
          if (!held) throw new ClientError("overloaded");
          held = { ...held, until: now + retryMs };
        }
      }
      return held.sessions.has(session);
    },
  };
}

let ofIsolate: RevocationList | undefined;

/** One list for all requests and objects of an isolate. */
export function revocationsOf(namespace: RevocationsNamespace, memory: EdgeMemory): RevocationList {
  ofIsolate ??= createRevocationList((now) => readRevocations(namespace, memory, now));
  return ofIsolate;
}

/** Reads through what the PoP remembers. Its age is told by the clock that is passed in: the platform's own keeps it a little longer. */
export async function readRevocations(namespace: RevocationsNamespace, memory: EdgeMemory, now: number): Promise<string[]> {
  const known = await recall(memory);
  if (known && now - known.readAt < edgeMs) return known.sessions;
  const sessions = await namespace.getByName(objectName).list(now);
  const headers = { "cache-control": `public, max-age=${(2 * edgeMs) / 1000}` };
  await memory.put(edgeAddress, Response.json({ sessions, readAt: now } satisfies Remembered, { headers }));
  return sessions;
}

async function recall(memory: EdgeMemory): Promise<Remembered | undefined> {
  const known = await memory.match(edgeAddress);
  return known && rememberedSchema.safeParse(await known.json()).data;
}

/** @param until milliseconds since 1970 when the last access token of these sessions has expired */
export async function revokeSessions(namespace: RevocationsNamespace, sessions: Revocation[], until: number): Promise<void> {
  if (sessions.length > 0) await namespace.getByName(objectName).add(sessions.slice(0, longestRevocationList), until);
}

/** Whether a session is on the list as it is this moment: for who asks seldom. */
export async function isListed(namespace: RevocationsNamespace, session: string, now: number): Promise<boolean> {
  return namespace.getByName(objectName).has(session, now);
}
