import { useEffect, useState } from "preact/hooks";
import type { SessionResponse } from "../../../../contracts/accounts/session.ts";
import { Icon } from "../../ui/Icon.tsx";
import { t } from "../i18n/texts.ts";
import type { PasskeyOutcome } from "./passkey.ts";

type PasskeyWayProps = {
  onIn: (response: SessionResponse) => void;
  onFailed: (text: string | undefined) => void;
};

/** A button, and the autofill of the address; nothing where the browser knows no passkeys. */
export function PasskeyWay({ onIn, onFailed }: PasskeyWayProps) {
  const [busy, setBusy] = useState(false);
  const tell = (outcome: PasskeyOutcome) => {
    setBusy(false);
    if (outcome.kind === "in") onIn(outcome.response);
    else onFailed(outcome.kind === "failed" ? outcome.text : undefined);
  };
  const known = "PublicKeyCredential" in globalThis;

  useEffect(() => {
    if (!known) return undefined;
    let stop: (() => void) | undefined;
    let left = false;
    const offer = async () => {
      const { offerPasskeys } = await import("./passkey.ts");
      if (!left) stop = offerPasskeys(tell);
    };
    // The button is there all the same.
    offer().catch(() => undefined);
    return () => {
      left = true;
      stop?.();
    };
  }, []);

  if (!known) return null;
  const press = async () => {
    setBusy(true);
    onFailed(undefined);
    try {
      const { logInWithPasskey } = await import("./passkey.ts");
      tell(await logInWithPasskey());
    } catch {
      tell({ kind: "failed", text: t("passkey.failed") });
    }
  };
  return (
    <button type="button" class="button wide" aria-disabled={busy} onClick={() => !busy && void press()}>
      <Icon name="key" />
      {t("login.passkey")}
    </button>
  );
}
