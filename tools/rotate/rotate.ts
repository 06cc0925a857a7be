/** New keys for one machine. What the key before it signed stays good, as long as there is only one between. */
import { z } from "zod";
import { isMade, makeSecret, publicKeyOf, tokenSigningKey } from "../deploy/make-secret.ts";
import { DeployProblem } from "../deploy/problem.ts";
import type { Secrets } from "../start/secrets.ts";

/** By the name that a Worker knows the secret by. */
const fields = {
  [tokenSigningKey]: "token_signing_key",
  SESSION_KEYS: "session_keys",
  GRANT_KEYS: "grant_keys",
  DIRECTORY_KEY: "directory_key",
  OPERATOR_KEY: "operator_key",
  INGEST_KEY: "ingest_key",
  METRICS_KEY: "metrics_key",
  PUSH_KEY: "push_key",
} as const satisfies Record<string, keyof Secrets>;

function isRotatable(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name) && isMade(name);
}

const keySetSchema = z.object({ keys: z.array(z.unknown()) });

/** @throws DeployProblem for what is no secret, or none that can be replaced */
export function rotateSecret(secrets: Secrets, name: string): Secrets {
  if (!isRotatable(name))
    throw new DeployProblem(`There is no secret ${name} to rotate.`, `The secrets are ${Object.keys(fields).join(", ")}.`);
  const field = fields[name];
  const next: Secrets = { ...secrets, [field]: makeSecret(name, secrets[field]) };
  if (name !== tokenSigningKey) return next;
  const [previous] = keySetSchema.parse(JSON.parse(secrets.token_keys)).keys;
  return { ...next, token_keys: JSON.stringify({ keys: [publicKeyOf(next.token_signing_key), ...(previous ? [previous] : [])] }) };
}
