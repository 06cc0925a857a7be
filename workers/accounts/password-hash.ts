/** Hashes of passwords: argon2id as PHC strings, `$argon2id$v=19$m=…,t=…,p=1$<salt>$<hash>`. */
import { argon2id, type Argon2Parameters } from "./argon2id.ts";
import { heavyTurns, type Turns } from "./turns.ts";

type StoredHash = Pick<Argon2Parameters, "memory" | "passes"> & { salt: Uint8Array; hash: Uint8Array };

/** The OWASP Password Storage Cheat Sheet's second choice: a tenth of a second, and memory that an isolate has. */
const current: Argon2Parameters = { memory: 19_456, passes: 2, length: 32 };

/** Of no password: what is compared where there is no account, so that it takes as long. */
const nobodys: StoredHash = { ...current, salt: new Uint8Array(16), hash: new Uint8Array(current.length) };

/** @param turn whose it is; default: the service's own work @throws ClientError `rate_limited` when too many wait */
export async function hashPassword(password: string, { take }: Pick<Turns, "take"> = heavyTurns): Promise<string> {
  return take(() => {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const hash = argon2id(bytesOf(password), salt, current);
    return `$argon2id$v=19$m=${current.memory},t=${current.passes},p=1$${toBase64(salt)}$${toBase64(hash)}`;
  });
}

/**
 * Takes one hash, whatever it is compared with.
 * @param held PHC string; null where there is none
 * @param turn as above
 * @throws ClientError `rate_limited` when too many wait
 */
export async function verifyPassword(password: string, held: string | null, { take }: Pick<Turns, "take"> = heavyTurns): Promise<boolean> {
  const known = held === null ? undefined : parse(held);
  const { salt, hash, ...parameters } = known ?? nobodys;
  return take(() => {
    const found = argon2id(bytesOf(password), salt, { ...parameters, length: hash.length });
    return crypto.subtle.timingSafeEqual(found, hash) && known !== undefined;
  });
}

/** @returns undefined when the text is none of these hashes: nothing opens that */
function parse(text: string): StoredHash | undefined {
  const [, memory, passes, salt, hash] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  return { memory: Number(memory), passes: Number(passes), salt: fromBase64(salt), hash: fromBase64(hash) };
}

/** One form of what can be typed in several (NIST SP 800-63B, section 5.1.1.2). */
function bytesOf(password: string): Uint8Array {
  return new TextEncoder().encode(password.normalize("NFKC"));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
