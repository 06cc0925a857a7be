/** The secrets of one machine: made at the first start, kept in the state folder, readable by its owner only. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makeSecret, publicKeyOf, tokenSigningKey } from "../deploy/make-secret.ts";

const secretsSchema = z.object({
  /** Private ES256 key as JSON Web Key: signs access tokens. */
  token_signing_key: z.string(),
  /** JSON Web Key Set of the public halves. */
  token_keys: z.string(),
  grant_keys: z.string(),
  session_keys: z.string(),
  directory_key: z.string(),
  /** Client secrets at identity providers, by their id: given to the operator, not made here. */
  identity_provider_secrets: z.string(),
  /** `{"secret_key", "webhook_secret"}` of a Stripe account: given to the operator, not made here. */
  stripe_secrets: z.string(),
  /** Opens what only the operator may do: accounts' /accounts/v1/operator. */
  operator_key: z.string(),
  ingest_key: z.string(),
  metrics_key: z.string(),
  /** Private ES256 key as JSON Web Key: push services know this service by it. */
  push_key: z.string(),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** @throws z.ZodError when the file was altered */
export function loadSecrets(state: string): Secrets {
  const file = join(state, "secrets.json");
  const held = existsSync(file) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  const complete = secretsSchema.safeParse(held);
  if (complete.success) return complete.data;
  // Whatever is there stays: only secrets that a newer version asks for are added.
  const secrets: Secrets = { ...createSecrets(), ...held };
  saveSecrets(state, secrets);
  return secrets;
}

export function saveSecrets(state: string, secrets: Secrets): void {
  const file = join(state, "secrets.json");
  mkdirSync(state, { recursive: true });
  // Renamed into place: a start that is cut off leaves no half a file.
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function createSecrets(): Secrets {
  const make = (name: string) => makeSecret(name, undefined);
  const signingKey = make(tokenSigningKey);
  return {
    token_signing_key: signingKey,
    token_keys: JSON.stringify({ keys: [publicKeyOf(signingKey)] }),
    grant_keys: make("GRANT_KEYS"),
    session_keys: make("SESSION_KEYS"),
    directory_key: make("DIRECTORY_KEY"),
    identity_provider_secrets: make("IDENTITY_PROVIDER_SECRETS"),
    stripe_secrets: make("STRIPE_SECRETS"),
    operator_key: make("OPERATOR_KEY"),
    ingest_key: make("INGEST_KEY"),
    metrics_key: make("METRICS_KEY"),
    push_key: make("PUSH_KEY"),
  };
}
