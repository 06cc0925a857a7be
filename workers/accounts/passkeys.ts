/** A listener's own passkeys. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import {
  passkeyChangeSchema,
  passkeyRegistrationSchema,
  type Passkey,
  type PasskeyOptions,
  type registrationResponseSchema,
} from "../../contracts/accounts/credentials.ts";
import { ClientError } from "../../contracts/errors.ts";
import { deletePasskey, insertPasskey, listPasskeys, readPasskey, renamePasskey } from "../../d1/accounts/passkeys.ts";
import type { PasskeyRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { decodeId } from "../../domain/ids.ts";
import { passkeyLimit } from "../../domain/passkey.ts";
import { toBase64Url } from "../../frame/base64url.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { identityProvidersOf } from "./identity-providers.ts";
import { beginCeremony, ceremonyLifetime, endCeremony, newChallenge, requireRelyingParty } from "./passkey-ceremony.ts";
import { requireFreshLogin } from "./sessions.ts";
import { tellOfWayIn } from "./way-in-notice.ts";

export const passkeys = new Hono<AccountsEnv>();

const limitBytes = 200_000;
const defaultName = "Passkey";

passkeys.get("/accounts/v1/passkeys", async (context) => {
  const rows = await listPasskeys(context.get("services").accounts, context.get("session").account.id);
  return context.json({ passkeys: rows.map(describePasskey) });
});

passkeys.post("/accounts/v1/passkeys/options", async (context) => {
  requireFreshLogin(context);
  return context.json(await beginRegistration(context));
});

passkeys.post("/accounts/v1/passkeys", async (context) => {
  const request = await parseBody(context, passkeyRegistrationSchema, { limitBytes });
  const { accounts } = context.get("services");
  const known = await readPasskey(accounts, { id: request.response.id, accountId: context.get("session").account.id });
  return context.json(describePasskey(known ?? (await register(context, request))), 201);
});

passkeys.patch("/accounts/v1/passkeys/:id", async (context) => {
  const { name } = await parseBody(context, passkeyChangeSchema, { limitBytes: 1000 });
  const renamed = await renamePasskey(context.get("services").accounts, keyOf(context, context.req.param("id")), name);
  if (!renamed) throw new ClientError("not_found");
  return context.json(describePasskey(renamed));
});

passkeys.delete("/accounts/v1/passkeys/:id", async (context) => {
  await remove(context, context.req.param("id"));
  return context.body(null, 204);
});

function keyOf(context: Context<AccountsEnv>, id: string) {
  return { id, accountId: context.get("session").account.id };
}

/** @throws ClientError `unprocessable` where there can be no (more) passkeys */
async function beginRegistration(context: Context<AccountsEnv>): Promise<PasskeyOptions> {
  const services = context.get("services");
  const { account, session } = context.get("session");
  const rpID = requireRelyingParty(services.origin);
  const held = await listPasskeys(services.accounts, account.id);
  refuseMore(held.length);
  const challenge = newChallenge();
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const options = await generateRegistrationOptions({
    rpID,
    rpName: rpID,
    // The account's id: no address or name is told by it (WebAuthn, section 14.6.1).
    userID: decodeId(account.id) ?? new Uint8Array(),
    userName: account.email,
    userDisplayName: account.displayName,
    challenge,
    timeout: ceremonyLifetime,
    excludeCredentials: held.map(({ id, transports }) => ({ id, transports })),
    // Found without an e-mail address, and never by mere possession: a passkey stands for password and device at once.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  const id = newIdBeside(account.id);
  const ticket = await beginCeremony(services, {
    kind: "passkey_registration",
    binding: session.id,
    id,
    accountId: account.id,
    challenge,
  });
  return { ticket, options: { ...options } };
}

/** @throws ClientError `gone`, `unprocessable` or `conflict` */
async function register(context: Context<AccountsEnv>, request: z.infer<typeof passkeyRegistrationSchema>): Promise<PasskeyRow> {
  const services = context.get("services");
  const { accounts, directory, now, origin } = services;
  const { account, session } = context.get("session");
  const rpID = requireRelyingParty(origin);
  const challenge = await endCeremony(services, { kind: "passkey_registration", binding: session.id }, request.ticket);
  const { credential, credentialBackedUp } = await verify(request.response, { challenge, origin, rpID });
  refuseMore((await listPasskeys(accounts, account.id)).length);
  if (!(await directory.claim("passkey", credential.id, account.id, now))) throw new ClientError("conflict");
  const row: PasskeyRow = {
    id: credential.id,
    accountId: account.id,
    publicKey: toBase64Url(credential.publicKey),
    signCount: credential.counter,
    transports: credential.transports ?? [],
    backedUp: credentialBackedUp,
    name: request.name ?? defaultName,
    createdAt: now,
    usedAt: null,
  };
  if (await insertPasskey(accounts, row)) await tellOfWayIn(services, account, { action: "passkey_added", way: wayOf(row) });
  return row;
}

/** @throws ClientError `unprocessable` when the response is not one to this challenge, on this site, by a person who was verified */
async function verify(response: z.infer<typeof registrationResponseSchema>, expected: { challenge: string; origin: string; rpID: string }) {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const verification = await verifyRegistrationResponse({
    response,
    expectedChallenge: expected.challenge,
    expectedOrigin: expected.origin,
    expectedRPID: expected.rpID,
    requireUserVerification: true,
    // The library throws plain errors for whatever is wrong in what the authenticator said.
  }).catch(() => undefined);
  if (!verification?.verified) throw new ClientError("unprocessable", { field: "response" });
  return verification.registrationInfo;
}

function refuseMore(held: number): void {
  if (held < passkeyLimit) return;
  throw new ClientError("unprocessable", { message: `An account has ${passkeyLimit} passkeys at most: remove one first.` });
}

/** @throws ClientError `conflict` when it is the last way in */
async function remove(context: Context<AccountsEnv>, id: string): Promise<void> {
  const services = context.get("services");
  const { account } = context.get("session");
  const issuers = identityProvidersOf(context.env).map(({ issuer }) => issuer);
  const { removal, row } = await deletePasskey(services.accounts, keyOf(context, id), issuers);
  if (removal === "last") throw new ClientError("conflict", { message: "That is the last way into the account: add another first." });
  if (!row) return;
  await services.directory.release("passkey", id, account.id);
  await tellOfWayIn(services, account, { action: "passkey_removed", way: wayOf(row) });
}

export function wayOf({ name }: Pick<PasskeyRow, "name">): string {
  return `Passkey “${name}”`;
}

function describePasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    name: row.name,
    backed_up: row.backedUp,
    created_at: new Date(row.createdAt).toISOString(),
    used_at: row.usedAt === null ? null : new Date(row.usedAt).toISOString(),
  };
}
