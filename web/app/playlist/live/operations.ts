/** Operations as the page makes them: named, and small enough for a message of the live connection. Pure but for the names. */
import type { Operation } from "../../../../domain/playlist/schema.ts";

/** Uids and items of one operation, so that a message stays well below 64 kB (contracts/playlist.ts). */
const mostUids = 2000;
const mostItems = 500;

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const nameLength = 22;

/** A name for an item or an operation, 132 bits of chance. */
export function newName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(nameLength)), (byte) => alphabet[byte % 64]).join("");
}

function chunks<Value>(values: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}

/** The same in parts, in the order in which they have to be done. */
export function inParts(operation: Operation): Operation[] {
  if (operation.type === "remove") return chunks(operation.uids, mostUids).map((uids) => ({ type: "remove", uids }));
  if (operation.type === "move") {
    const parts = chunks(operation.uids, mostUids);
    // Each part stands behind the last of the one before.
    return parts.map((uids, index) => placed({ type: "move", uids }, index === 0 ? operation.after : parts[index - 1]?.at(-1)));
  }
  if (operation.type === "add") {
    const parts = chunks(operation.items, mostItems);
    return parts.map((items, index) => placed({ type: "add", items }, index === 0 ? operation.after : parts[index - 1]?.at(-1)?.uid));
  }
  return [operation];
}

function placed<Part extends object>(part: Part, after: string | null | undefined): Part & { after?: string | null } {
  return after === undefined ? part : { ...part, after };
}
