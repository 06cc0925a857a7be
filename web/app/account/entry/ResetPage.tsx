import { useState } from "preact/hooks";
import { accountsApi, AccountsError } from "../../api/accounts.ts";
import { Link } from "../../router/Link.tsx";
import { query } from "../../router/navigation.ts";
import { Form, type Values } from "../forms/Form.tsx";
import { NewPasswordField } from "../forms/NewPasswordField.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { t } from "../i18n/texts.ts";
import { arrive } from "./arrive.ts";
import { EntryLayout } from "./EntryLayout.tsx";
import { LinkProblem } from "./LinkProblem.tsx";

export function ResetPage() {
  const [error, setError] = useState<AccountsError>();
  const ticket = query.value.get("ticket") ?? "";
  const reset = async ({ password = "" }: Values) => {
    try {
      arrive(await accountsApi.confirmPasswordReset({ ticket, password }), "reset.done", "/");
    } catch (thrown) {
      // The link itself is at fault: no other password would help.
      const isLink = thrown instanceof AccountsError && (thrown.code === "gone" || thrown.field === "ticket");
      if (!isLink) throw thrown;
      setError(thrown);
    }
  };
  if (error) {
    return (
      <LinkProblem error={error} goneText={t("reset.gone")} retry={() => setError(undefined)}>
        <Link class="button primary" to={{ page: "forgot" }}>
          {t("reset.again")}
        </Link>
      </LinkProblem>
    );
  }
  return (
    <EntryLayout title={t("reset.title")} lead={<p>{t("reset.lead")}</p>}>
      <Form onSubmit={reset} label={t("reset.title")}>
        <NewPasswordField label={t("reset.password")} />
        <SubmitButton>{t("reset.submit")}</SubmitButton>
      </Form>
    </EntryLayout>
  );
}
