import { TextField } from "../forms/fields.tsx";
import { t } from "../i18n/texts.ts";
import { keepEmail, typed } from "./typed.ts";

/** @param autocomplete `username webauthn` where passkeys are offered in the field's autofill */
export function EmailField({ autocomplete = "username" }: { autocomplete?: "username" | "username webauthn" }) {
  return (
    <TextField
      name="email"
      type="email"
      label={t("login.email")}
      autocomplete={autocomplete}
      autoCapitalize="none"
      required
      maxLength={254}
      defaultValue={typed.email.peek()}
      onType={keepEmail}
    />
  );
}
