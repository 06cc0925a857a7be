/** Has this browser make a passkey for the account. */
import type { RegistrationResponseJSON } from "@simplewebauthn/browser";
import { accountsApi } from "../../../api/accounts.ts";
import { freshly } from "../freshly.ts";

export type PasskeyOutcome = "added" | "cancelled" | "exists";

export function knowsPasskeys(): boolean {
  return "PublicKeyCredential" in globalThis;
}

/** Browsers keep passkeys for names. @returns where this page can be opened by one; undefined: it is, or nobody knows */
export function addressByName(): string | undefined {
  const { protocol, hostname, port, pathname } = location;
  if (hostname !== "127.0.0.1" && hostname !== "[::1]") return undefined;
  return `${protocol}//localhost${port === "" ? "" : `:${port}`}${pathname}`;
}

/** @returns what the authenticator answered; an outcome where it made none */
async function make(options: Record<string, unknown>): Promise<RegistrationResponseJSON | PasskeyOutcome> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  try {
    return await startRegistration({ optionsJSON: options as never });
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : "";
    if (name === "InvalidStateError") return "exists";
    // Refused by the person, or nobody answered in time: browsers don't tell which.
    if (name === "NotAllowedError" || name === "AbortError") return "cancelled";
    throw thrown;
  }
}

/** @param name what the passkey is called at first @throws AccountsError */
export async function addPasskey(name: string): Promise<PasskeyOutcome> {
  const { ticket, options } = await freshly(accountsApi.passkeyOptions);
  const response = await make(options);
  if (typeof response === "string") return response;
  await accountsApi.addPasskey({ ticket, response, name });
  return "added";
}
