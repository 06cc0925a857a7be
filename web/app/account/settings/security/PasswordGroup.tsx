import { useState } from "preact/hooks";
import type { Profile } from "../../../../../contracts/accounts/session.ts";
import { accountsApi, type AccountsError } from "../../../api/accounts.ts";
import { notify } from "../../../ui/notices.ts";
import { PasswordField } from "../../forms/fields.tsx";
import { Form, type Values } from "../../forms/Form.tsx";
import { NewPasswordField } from "../../forms/NewPasswordField.tsx";
import { SubmitButton } from "../../forms/SubmitButton.tsx";
import { Group } from "../blocks.tsx";
import { t } from "../i18n/texts.ts";
import { freshly } from "../freshly.ts";

function tell(error: AccountsError): string | undefined {
  return error.code === "invalid_credentials" ? t("security.password.wrong") : undefined;
}

export function PasswordGroup({ profile, onChanged }: { profile: Profile; onChanged: () => Promise<void> }) {
  /** A new form, empty, after each change. */
  const [changes, setChanges] = useState(0);
  const change = async ({ current, password = "" }: Values) => {
    await freshly(() => accountsApi.changePassword({ password, ...(current !== undefined && { current }) }));
    setChanges(changes + 1);
    notify(t("security.password.changed"));
    await onChanged();
  };
  const personal = () => [profile.email, profile.display_name];
  return (
    <Group title={t("security.password")} hint={t(profile.has_password ? "security.password.hint" : "security.password.none")}>
      <Form key={changes} label={t("security.password")} onSubmit={change} tell={tell}>
        {/* Tells password managers whose password it is. */}
        <input type="hidden" name="username" autocomplete="username" value={profile.email} />
        {profile.has_password && <PasswordField name="current" label={t("security.password.current")} autocomplete="current-password" />}
        <NewPasswordField label={t("security.password.new")} personal={personal} />
        <SubmitButton>{t(profile.has_password ? "security.password.change" : "security.password.set")}</SubmitButton>
      </Form>
    </Group>
  );
}
