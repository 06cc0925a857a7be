/** Logging in with a passkey: by a button, or from the autofill of the address. Loaded when a browser knows passkeys. */
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
  WebAuthnError,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import type { SessionResponse } from "../../../../contracts/accounts/session.ts";
import { accountsApi, AccountsError } from "../../api/accounts.ts";
import { textOfError } from "../forms/problems.ts";
import { t } from "../i18n/texts.ts";

/** A ticket is good for five minutes: an autofill that waits longer begins anew. */
const autofillLifetime = 4.5 * 60_000;

async function authenticate(useBrowserAutofill: boolean): Promise<SessionResponse> {
  const { ticket, options } = await accountsApi.passkeyLoginOptions();
  const optionsJSON = options as typeof options & PublicKeyCredentialRequestOptionsJSON;
  const response = await startAuthentication({ optionsJSON, useBrowserAutofill });
  return accountsApi.logInWithPasskey({ ticket, response });
}

/** The person turned back, which is no failure. */
function wasCancelled(thrown: unknown): boolean {
  const name = thrown instanceof Error ? thrown.name : "";
  return (
    name === "NotAllowedError" || name === "AbortError" || (thrown instanceof WebAuthnError && thrown.code === "ERROR_CEREMONY_ABORTED")
  );
}

/** Where passkeys are known by a name, an IP address is no place for them. */
function nameOfThisMachine(): string {
  const url = new URL(location.href);
  url.hostname = "localhost";
  return url.href;
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof AccountsError)) return t("passkey.failed");
  if (thrown.code === "unprocessable") return t("passkey.address", { address: nameOfThisMachine() });
  if (thrown.code === "invalid_credentials") return t("passkey.unknown");
  return thrown.code === "gone" ? t("passkey.expired") : textOfError(thrown);
}

export type PasskeyOutcome = { kind: "in"; response: SessionResponse } | { kind: "cancelled" } | { kind: "failed"; text: string };

export async function logInWithPasskey(): Promise<PasskeyOutcome> {
  try {
    return { kind: "in", response: await authenticate(false) };
  } catch (thrown) {
    return wasCancelled(thrown) ? { kind: "cancelled" } : { kind: "failed", text: textOf(thrown) };
  }
}

/** Offers passkeys in the autofill of the address for as long as it is not stopped. @returns what stops it */
export function offerPasskeys(tell: (outcome: PasskeyOutcome) => void): () => void {
  let stopped = false;
  let timer: number | undefined;
  const begin = async () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void begin(), autofillLifetime);
    try {
      const response = await authenticate(true);
      if (!stopped) tell({ kind: "in", response });
    } catch (thrown) {
      // Whoever chose a passkey is told what became of it; that none can be offered, nobody has to know.
      const chosen = thrown instanceof AccountsError && thrown.code === "invalid_credentials";
      if (!stopped && chosen) tell({ kind: "failed", text: textOf(thrown) });
    }
  };
  const offer = async () => {
    if ((await browserSupportsWebAuthnAutofill()) && !stopped) await begin();
  };
  void offer();
  return () => {
    stopped = true;
    clearTimeout(timer);
    WebAuthnAbortService.cancelCeremony();
  };
}
