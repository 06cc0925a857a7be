/** What a registration says besides the address. */
import { TextField } from "../forms/fields.tsx";
import type { Values } from "../forms/Form.tsx";
import { NewPasswordField } from "../forms/NewPasswordField.tsx";
import { t } from "../i18n/texts.ts";
import { typed } from "./typed.ts";

type Person = { display_name: string; password: string; birth_date?: string };

/** What the fields hold, as the accounts API takes it. */
export function personOf(values: Values): Person {
  const { display_name = "", password = "", birth_date = "" } = values;
  return { display_name: display_name.trim(), password, ...(birth_date !== "" && { birth_date }) };
}

function keepName(text: string): void {
  typed.name.value = text;
}

/** @param email of whoever chooses a password */
export function PersonFields({ email }: { email: () => string }) {
  return (
    <>
      <TextField
        name="display_name"
        label={t("signup.name")}
        hint={t("signup.nameHint")}
        autocomplete="nickname"
        autoCapitalize="words"
        required
        maxLength={64}
        defaultValue={typed.name.peek()}
        onType={keepName}
      />
      <NewPasswordField label={t("signup.password")} personal={() => [email(), typed.name.peek()]} />
      <TextField
        name="birth_date"
        type="date"
        label={t("signup.birthDate")}
        hint={t("signup.birthDateHint")}
        autocomplete="bday"
        min="1900-01-01"
        max={new Date().toISOString().slice(0, 10)}
      />
    </>
  );
}
