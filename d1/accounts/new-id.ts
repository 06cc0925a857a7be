import { idInSlice, sliceOf } from "../../domain/ids.ts";

/** A new id of something that lives beside an account: in its slice. */
export function newIdBeside(accountId: string): string {
  return idInSlice(sliceOf(accountId) ?? 0, crypto.getRandomValues(new Uint8Array(16)));
}
