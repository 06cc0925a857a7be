/** Logging in with a passkey. No address is asked for: the browser offers what it holds, and nothing tells whose it is. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import { passkeyLoginSchema, type PasskeyOptions } from "../../contracts/accounts/credentials.ts";
import { ClientError } from "../../contracts/errors.ts";
import { readAccount } from "../../d1/accounts/accounts.ts";
import { readPasskey, usePasskey } from "../../d1/accounts/passkeys.ts";
import type { AccountRow, PasskeyRow } from "../../d1/schema/accounts.ts";
import { decodeId } from "../../domain/ids.ts";
import { isNextSignCount } from "../../domain/passkey.ts";
import { fromBase64Url, toBase64Url } from "../../frame/base64url.ts";
import { readCookie, writeCookie } from "../../frame/cookies.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { countByNetwork } from "./guessing.ts";
import { beginCeremony, ceremonyLifetime, endCeremony, newChallenge, requireRelyingParty } from "./passkey-ceremony.ts";
import { logIn } from "./sessions.ts";
import { tellOfCopy } from "./way-in-notice.ts";

export const passkeyLogin = new Hono<AccountsEnv>();

type Response = z.infer<typeof passkeyLoginSchema>["response"];

passkeyLogin.post("/accounts/v1/passkey-login/options", async (context) => {
  await countByNetwork(context, "ceremony_by_address");
  return context.json(await beginLogin(context));
});

passkeyLogin.post("/accounts/v1/passkey-login", async (context) => {
  const { ticket, response } = await parseBody(context, passkeyLoginSchema, { limitBytes: 200_000 });
  const account = await finishLogin(context, ticket, response);
  return context.json(await logIn(context, account, ["hwk"]));
});

async function beginLogin(context: Context<AccountsEnv>): Promise<PasskeyOptions> {
  const services = context.get("services");
  const rpID = requireRelyingParty(services.origin);
  const challenge = newChallenge();
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  const options = await generateAuthenticationOptions({ rpID, challenge, timeout: ceremonyLifetime, userVerification: "required" });
  // Kept while the browser has one: a field's autofill and a button may each have a ceremony under way.
  const held = readCookie(context, "ceremony");
  const binding = held !== undefined && /^[\w-]{43}$/.test(held) ? held : toBase64Url(newChallenge());
  writeCookie(context, "ceremony", binding, ceremonyLifetime / 1000);
  const id = services.accounts.newId(newChallenge());
  return { ticket: await beginCeremony(services, { kind: "passkey_login", binding, id, challenge }), options: { ...options } };
}

/** @throws ClientError `gone` or `invalid_credentials` */
async function finishLogin(context: Context<AccountsEnv>, ticket: string, response: Response): Promise<AccountRow> {
  const services = context.get("services");
  const rpID = requireRelyingParty(services.origin);
  const binding = readCookie(context, "ceremony") ?? "";
  const challenge = await endCeremony(services, { kind: "passkey_login", binding }, ticket);
  const found = await findPasskey(context, response);
  if (!found) throw refusal();
  const { passkey, account } = found;
  const { newCounter, credentialBackedUp } = await verify(response, passkey, { challenge, origin: services.origin, rpID });
  const use = { signCount: newCounter, backedUp: credentialBackedUp, now: services.now };
  if (!isNextSignCount(passkey.signCount, newCounter) || !(await usePasskey(services.accounts, passkey, use))) {
    // The signature holds, but was counted elsewhere too: a copy of the key is in use.
    await tellOfCopy(services, account, { id: passkey.id, name: passkey.name, known: passkey.signCount, seen: newCounter });
    throw refusal();
  }
  return account;
}

async function findPasskey(
  context: Context<AccountsEnv>,
  { id, response }: Response,
): Promise<{ passkey: PasskeyRow; account: AccountRow } | undefined> {
  const { accounts, directory } = context.get("services");
  const accountId = await directory.find("passkey", id);
  if (accountId === undefined || response.userHandle !== toBase64Url(decodeId(accountId) ?? new Uint8Array())) return undefined;
  const [passkey, account] = await Promise.all([readPasskey(accounts, { id, accountId }), readAccount(accounts, accountId)]);
  return passkey && account && { passkey, account };
}

/** @throws ClientError `invalid_credentials` when the response is not this passkey's to this challenge, on this site, by its holder */
async function verify(response: Response, passkey: PasskeyRow, expected: { challenge: string; origin: string; rpID: string }) {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const verification = await verifyAuthenticationResponse({
    response,
    expectedChallenge: expected.challenge,
    expectedOrigin: expected.origin,
    expectedRPID: expected.rpID,
    // Its counter is compared once its signature holds: nobody without the key can make it look copied.
    credential: { id: passkey.id, publicKey: fromBase64Url(passkey.publicKey) ?? new Uint8Array(), counter: 0 },
    requireUserVerification: true,
    // The library throws plain errors for whatever is wrong in what the authenticator said.
  }).catch(() => undefined);
  if (!verification?.verified) throw refusal();
  return verification.authenticationInfo;
}

function refusal(): ClientError {
  return new ClientError("invalid_credentials", { message: "That passkey does not open an account here." });
}
