/** What the accounts Worker works with, composed once a request at its door. Inner code takes what it needs of it by name. */
import { openAccountDirectory, type AccountDirectory } from "../../d1/accounts/directory.ts";
import { openDatabases, openDirectory, type Directory, type SlicedDatabases } from "../../d1/databases.ts";
import { originOf } from "../../frame/origin.ts";
import { openAttempts, type Attempts } from "../../frame/attempts.ts";
import { readRevocations, revokeSessions, type EdgeMemory } from "../../frame/revocations.ts";
import { accessTokenLifetime } from "./access-token.ts";
import { openPostbox, type Postbox } from "./mail/postbox.ts";
import { openSeal, type Seal } from "./seal.ts";
import { openTokenSigner, type TokenSigner } from "./token-signer.ts";

export type Services = {
  /** Where this request came to: links, redirects and the issuer name it. */
  origin: string;
  now: number;
  accounts: SlicedDatabases;
  directorySlices: Directory;
  directory: AccountDirectory;
  seal: Seal;
  signer: TokenSigner;
  attempts: Attempts;
  /** Letters to people. */
  postbox: Postbox;
  /** Refuses every token of these sessions from now on. */
  revoke: (sessions: string[]) => Promise<void>;
  /** Whether a session is on the list of those that ended, as it is this moment. */
  isRevoked(session: string): Promise<boolean>;
};

/** Where the list is asked for itself, whatever the PoP remembers. */
const noMemory: EdgeMemory = { match: () => Promise.resolve(undefined), put: () => Promise.resolve() };

/** @param now milliseconds since 1970 */
export function composeServices(env: Env, request: Request, now: number): Services {
  const directorySlices = openDirectory(env, env.DIRECTORY_SLICES);
  const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
  const origin = originOf(env, request);
  return {
    origin,
    now,
    accounts,
    directorySlices,
    directory: openAccountDirectory(directorySlices, env.DIRECTORY_KEY),
    seal: openSeal(env.SESSION_KEYS),
    signer: openTokenSigner(env.TOKEN_SIGNING_KEY),
    attempts: openAttempts(env.LIMITER, now),
    postbox: openPostbox(env, { accounts, site: origin, now }),
    revoke: (sessions) => revokeSessions(env.REVOCATIONS, sessions, now + (accessTokenLifetime + 60) * 1000),
    isRevoked: async (session) => (await readRevocations(env.REVOCATIONS, noMemory, now)).includes(session),
  };
}
