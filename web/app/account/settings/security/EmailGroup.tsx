import { useState } from "preact/hooks";
import type { Profile } from "../../../../../contracts/accounts/session.ts";
import { accountsApi, type AccountsError } from "../../../api/accounts.ts";
import { PasswordField, TextField } from "../../forms/fields.tsx";
import { Form, type Values } from "../../forms/Form.tsx";
import { SubmitButton } from "../../forms/SubmitButton.tsx";
import { Group } from "../blocks.tsx";
import { t } from "../i18n/texts.ts";
import { freshly } from "../freshly.ts";

function tell(error: AccountsError): string | undefined {
  return error.code === "invalid_credentials" ? t("security.password.wrong") : undefined;
}

export function EmailGroup({ profile }: { profile: Profile }) {
  const [sentTo, setSentTo] = useState<string>();
  const change = async ({ email = "", email_password: password }: Values) => {
    await freshly(() => accountsApi.changeEmail({ email, ...(password !== undefined && { password }) }));
    setSentTo(email);
  };
  return (
    <Group title={t("security.email")} hint={t("security.email.now", { email: profile.email })}>
      <output>{sentTo !== undefined && <p class="good-notice">{t("security.email.sent", { email: sentTo })}</p>}</output>
      <Form key={sentTo ?? ""} label={t("security.email")} onSubmit={change} tell={tell}>
        <TextField name="email" label={t("security.email.new")} type="email" autocomplete="email" required maxLength={254} />
        {profile.has_password && (
          <PasswordField name="email_password" label={t("security.email.password")} autocomplete="current-password" />
        )}
        <SubmitButton>{t("security.email.change")}</SubmitButton>
      </Form>
    </Group>
  );
}
