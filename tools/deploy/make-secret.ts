/** How each secret of a Worker is made, and made anew. */
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { DeployProblem } from "./problem.ts";

const numberedKeysSchema = z.object({ current: z.int(), keys: z.record(z.string(), z.string()) });
const privateKeySchema = z.looseObject({ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string(), kid: z.string() });
export const publicKeySchema = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
});
/** A public ES256 key as a JSON Web Key (RFC 7517, RFC 7518 section 6.2). */
export type PublicKey = z.infer<typeof publicKeySchema>;

export const tokenSigningKey = "TOKEN_SIGNING_KEY";

/** By the secret's name. `previous`: the value that is replaced, where it is known. */
const makers: Record<string, (previous: string | undefined) => string> = {
  [tokenSigningKey]: makeSigningKey,
  GRANT_KEYS: makeNumberedKeys,
  SESSION_KEYS: makeNumberedKeys,
  DIRECTORY_KEY: makePermanent,
  IDENTITY_PROVIDER_SECRETS: keepGiven,
  STRIPE_SECRETS: keepGiven,
  OPERATOR_KEY: makePassword,
  INGEST_KEY: makePassword,
  METRICS_KEY: makePassword,
  PUSH_KEY: makeSigningKey,
};

/** Whether a secret is made here; others are given to the operator. */
export function isMade(name: string): boolean {
  return name in makers && makers[name] !== keepGiven;
}

/** @throws DeployProblem when nobody said how a secret of that name is made */
export function makeSecret(name: string, previous: string | undefined): string {
  const make = makers[name];
  if (!make) throw new DeployProblem(`Nobody said how the secret ${name} is made.`, "Add it to tools/deploy/make-secret.ts.");
  return make(previous);
}

/** @throws DeployProblem when it was made before: what it keyed could not be found again */
function makePermanent(previous: string | undefined): string {
  if (previous === undefined) return makePassword();
  throw new DeployProblem(
    "DIRECTORY_KEY can't be rotated: every account is found by it.",
    "Rotate the others; docs/deploy.md says what to do when it leaked.",
  );
}

/** Given to the operator by others, through the environment: empty until then. */
function keepGiven(previous: string | undefined): string {
  return previous ?? "{}";
}

function makePassword(): string {
  return randomBytes(32).toString("base64url");
}

function makeSigningKey(): string {
  const { crv, kty, x, y, d } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  // RFC 7638: the hash of what the public key has to have, in the order of its letters.
  const kid = createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
  return JSON.stringify({ kty, crv, x, y, d, kid, alg: "ES256", use: "sig" });
}

/** The new key becomes current; the one before it still verifies what it signed. Key ids are one byte on the wire. */
function makeNumberedKeys(previous: string | undefined): string {
  const key = randomBytes(32).toString("base64url");
  if (!previous) return JSON.stringify({ current: 1, keys: { 1: key } });
  const { current, keys } = numberedKeysSchema.parse(JSON.parse(previous));
  const next = (current + 1) % 256;
  return JSON.stringify({ current: next, keys: { [current]: keys[current] ?? key, [next]: key } });
}

/** The public half of a private signing key: what verifying Workers may know. */
export function publicKeyOf(signingKey: string): PublicKey {
  const { kty, crv, x, y, kid } = privateKeySchema.parse(JSON.parse(signingKey));
  return { kty, crv, x, y, kid, alg: "ES256", use: "sig" };
}
