/** What the accounts Worker works with, composed once a request at its door. Inner code takes what it needs of it by name. */
import { openAccountDirectory, type AccountDirectory } from "../../d1/accounts/directory.ts";
import { openDatabases, openDirectory, type Directory, type SlicedDatabases } from "../../d1/databases.ts";
import type { SessionEndReason } from "../../domain/account.ts";
import { isOnOwnMachine, originOf } from "../../frame/origin.ts";
import { openAttempts, type Attempts } from "../../frame/attempts.ts";
import { isListed, revokeSessions } from "../../frame/revocations.ts";
import { endSessions, type EndedSession, type SessionsToEnd } from "../../d1/accounts/sessions.ts";
import { accessTokenLifetime, mayHaveToken } from "./access-token.ts";
import { openPostbox, type Postbox } from "./mail/postbox.ts";
import { openSeal, type Seal } from "./seal.ts";
import { openTokenSigner, type TokenSigner } from "./token-signer.ts";

export type Services = {
  /** Where this request came to: links, redirects and the issuer name it. */
  origin: string;
  /** Whether it came to this very machine: only there are pages that show mail and take money that is none. */
  isOnOwnMachine: boolean;
  now: number;
  accounts: SlicedDatabases;
  directorySlices: Directory;
  directory: AccountDirectory;
  seal: Seal;
  signer: TokenSigner;
  attempts: Attempts;
  /** Letters to people. */
  postbox: Postbox;
  /** Ends sessions, and refuses every token that they may still have. @returns those that ended by this */
  endSessions: (which: SessionsToEnd, reason: SessionEndReason) => Promise<EndedSession[]>;
  /** Refuses every token that these sessions may still have, from now on. */
  revoke: (ended: readonly EndedSession[]) => Promise<void>;
  /** Whether a session is on the list of those that ended, as it is this moment. */
  isRevoked(session: string): Promise<boolean>;
};

/** @param now milliseconds since 1970 */
export function composeServices(env: Env, request: Request, now: number): Services {
  const directorySlices = openDirectory(env, env.DIRECTORY_SLICES);
  const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
  const origin = originOf(env, request);
  const revoke = async (ended: readonly EndedSession[]): Promise<void> => {
    const sessions = ended.filter((session) => mayHaveToken(session, now)).map(({ id, accountId }) => ({ id, owner: accountId }));
    await revokeSessions(env.REVOCATIONS, sessions, now + (accessTokenLifetime + 60) * 1000);
  };
  return {
    origin,
    isOnOwnMachine: isOnOwnMachine(env, request),
    now,
    accounts,
    directorySlices,
    directory: openAccountDirectory(directorySlices, env.DIRECTORY_KEY),
    seal: openSeal(env.SESSION_KEYS),
    signer: openTokenSigner(env.TOKEN_SIGNING_KEY),
    attempts: openAttempts(env.LIMITER, now),
    postbox: openPostbox(env, { accounts, site: origin, now }),
    async endSessions(which, reason) {
      const ended = await endSessions(accounts, which, reason, now);
      await revoke(ended);
      return ended;
    },
    revoke,
    isRevoked: (session) => isListed(env.REVOCATIONS, session, now),
  };
}
