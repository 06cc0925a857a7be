/**
 * The secrets of a deployment. Cloudflare never shows a secret again, so each one is written to a file of the operator's before it
 * is sent; what is in Cloudflare already is left alone unless the operator asks for a rotation.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { isMade, makeSecret, publicKeyOf, publicKeySchema, tokenSigningKey, type PublicKey } from "./make-secret.ts";
import { DeployProblem } from "./problem.ts";

const keyringSchema = z.object({
  values: z.record(z.string(), z.string()),
  /** Public keys that still verify tokens, though they sign no more. */
  previousTokenKeys: z.array(publicKeySchema),
  /** By secret, the Workers that do not have its present value yet. */
  unsent: z.record(z.string(), z.array(z.string())),
  /** Whom the service has invited to be its first admin. */
  invitedAdmin: z.string().optional(),
});
export type Keyring = z.infer<typeof keyringSchema>;

/** What the account says of one Worker. */
export type SecretHolder = {
  worker: string;
  /** Secrets that it asks for. */
  required: string[];
  /** Secrets that it takes where the operator has them. */
  optional: string[];
  /** Secrets that Cloudflare holds for it; undefined when it is not deployed. */
  held: string[] | undefined;
};

/** @throws DeployProblem when the file is not a keyring */
export function readKeyring(file: string): Keyring {
  if (!existsSync(file)) return { values: {}, previousTokenKeys: [], unsent: {} };
  try {
    return keyringSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // The cause is not repeated: it could quote the file.
    throw new DeployProblem(
      `${file} is damaged.`,
      "Put your backup of it there, or take it away to keep the secrets that Cloudflare holds.",
    );
  }
}

export function writeKeyring(file: string, keyring: Keyring): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(keyring, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

/**
 * The keyring with what the operator was given by others, as far as it is new.
 * @param given values by name, from the operator's environment
 * @throws DeployProblem for a secret that no Worker takes, or that is made here rather than given
 */
export function takeGiven(keyring: Keyring, given: ReadonlyMap<string, string>, holders: readonly SecretHolder[]): Keyring {
  const next: Keyring = structuredClone(keyring);
  for (const [name, value] of given) {
    const workers = holders.filter(({ required, optional }) => [...required, ...optional].includes(name)).map(({ worker }) => worker);
    if (workers.length === 0 || isMade(name)) {
      throw new DeployProblem(
        workers.length === 0 ? `No Worker takes a secret ${name}.` : `${name} is made by the deployment, and not given to it.`,
        "Take it out of from_environment under [secrets] in deploy.toml.",
      );
    }
    if (keyring.values[name] === value) continue;
    next.values[name] = value;
    next.unsent[name] = workers;
  }
  return next;
}

/** Holders as they are where an optional secret that is at hand is one that is needed. */
export function withOptional(holders: readonly SecretHolder[], { values }: Keyring): SecretHolder[] {
  return holders.map((holder) => ({ ...holder, required: [...holder.required, ...holder.optional.filter((name) => name in values)] }));
}

export type SecretDecision =
  /** Made in this run, and sent to whoever needs it. */
  | { kind: "make"; name: string; rotates: boolean; workers: string[] }
  /** Known here, and missing at these Workers. */
  | { kind: "send"; name: string; workers: string[] }
  /** Where it should be. `copied`: there is a copy in the keyring. */
  | { kind: "keep"; name: string; copied: boolean };

/**
 * @param rotate names of secrets that the operator wants made anew
 * @throws DeployProblem when a secret is set at one Worker, is needed by another, and its value is lost
 */
export function decideSecrets(keyring: Keyring, holders: readonly SecretHolder[], rotate: readonly string[]): SecretDecision[] {
  const names = [...new Set(holders.flatMap(({ required }) => required))];
  const unknown = rotate.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new DeployProblem(`There is no secret ${unknown.join(", ")} to rotate.`, `The secrets are ${names.join(", ")}.`);
  }
  return names.map((name) => decideSecret(name, keyring, holders, rotate.includes(name)));
}

function decideSecret(name: string, keyring: Keyring, holders: readonly SecretHolder[], rotates: boolean): SecretDecision {
  const needing = holders.filter(({ required }) => required.includes(name));
  const all = needing.map(({ worker }) => worker);
  const having = needing.filter(({ held }) => held?.includes(name)).map(({ worker }) => worker);
  const known = name in keyring.values;
  // A rotation that did not finish goes on with the value that it made.
  const unsent = keyring.unsent[name] ?? [];
  if (rotates && unsent.length === 0) return { kind: "make", name, rotates: true, workers: all };
  const missing = all.filter((worker) => unsent.includes(worker) || !having.includes(worker));
  if (missing.length === 0) return { kind: "keep", name, copied: known };
  if (known) return { kind: "send", name, workers: missing };
  if (having.length === 0) return { kind: "make", name, rotates: false, workers: all };
  throw new DeployProblem(
    `The secret ${name} is set at ${having.join(", ")}, ${missing.join(", ")} needs it too, and there is no copy of it here.`,
    `Put your backup of secrets.json in place, or make a new one: npm run deploy -- --rotate ${name}`,
  );
}

/** Makes what is to be made. @returns the keyring as it has to be saved before anything is sent */
export function makeSecrets(keyring: Keyring, decisions: readonly SecretDecision[], tokenKeys: readonly PublicKey[]): Keyring {
  const next: Keyring = structuredClone(keyring);
  for (const decision of decisions) {
    if (decision.kind !== "make") continue;
    const { name, rotates, workers } = decision;
    if (rotates && name === tokenSigningKey) next.previousTokenKeys = tokenKeys.slice(0, 1);
    next.values[name] = makeSecret(name, rotates ? keyring.values[name] : undefined);
    next.unsent[name] = workers;
  }
  return next;
}

/** The keyring once a Worker was deployed with these secrets. */
export function markSent(keyring: Keyring, worker: string, names: readonly string[]): Keyring {
  const unsent = Object.entries(keyring.unsent)
    .map(([name, workers]): [string, string[]] => [name, names.includes(name) ? workers.filter((other) => other !== worker) : workers])
    .filter(([, workers]) => workers.length > 0);
  return { ...keyring, unsent: Object.fromEntries(unsent) };
}

/**
 * The keys that tokens are verified with, the signing one first. A lost keyring is no loss here: verifying Workers hold the set openly.
 * @param deployed the set that the account's Workers hold, when they hold one
 * @throws DeployProblem when the keyring's signing key is not the one in use, or the set is lost
 */
export function tokenKeySet(
  keyring: Keyring,
  deployed: readonly PublicKey[] | undefined,
  decisions: readonly SecretDecision[],
): PublicKey[] {
  const signing = keyring.values[tokenSigningKey];
  const decision = decisions.find(({ name }) => name === tokenSigningKey);
  if (!decision || decision.kind === "make") return [...(deployed ?? [])];
  if (!signing) {
    if (deployed) return [...deployed];
    throw new DeployProblem(
      "The key that signs access tokens is in Cloudflare, but nothing says which one it is.",
      `Put your backup of secrets.json in place, or make a new key: npm run deploy -- --rotate ${tokenSigningKey}`,
    );
  }
  const current = publicKeyOf(signing);
  if (decision.kind === "keep" && deployed && deployed[0]?.kid !== current.kid) {
    throw new DeployProblem(
      "secrets.json holds another token-signing key than the one in use: somebody rotated it from another machine.",
      "Fetch their secrets.json, or take yours away to keep what Cloudflare holds.",
    );
  }
  return [current, ...keyring.previousTokenKeys];
}
