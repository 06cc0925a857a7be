import { accountsApi } from "../../api/accounts.ts";
import { Link } from "../../router/Link.tsx";
import { navigate, query } from "../../router/navigation.ts";
import { Form, type Values } from "../forms/Form.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { filled } from "../i18n/filled.tsx";
import { pattern, t } from "../i18n/texts.ts";
import { handedOn } from "./continuation.ts";
import { EmailField } from "./EmailField.tsx";
import { EntryLayout } from "./EntryLayout.tsx";
import { MailSent } from "./MailSent.tsx";
import { typed } from "./typed.ts";

function BackToLogin() {
  return (
    <p>
      <Link class="inline-link" to={{ page: "login" }} query={handedOn()}>
        {t("forgot.back")}
      </Link>
    </p>
  );
}

function Sent() {
  return (
    <MailSent title={t("forgot.sent.title")}>
      <p>{filled(pattern("forgot.sent.text"), { email: <bdi class="sent-to">{typed.email.value}</bdi> })}</p>
      <p class="quiet">{t("signup.sent.missing")}</p>
      <BackToLogin />
    </MailSent>
  );
}

async function ask({ email = "" }: Values): Promise<void> {
  await accountsApi.askPasswordReset(email);
  navigate(`/forgot?${new URLSearchParams({ ...handedOn(), sent: "1" }).toString()}`);
}

export function ForgotPage() {
  if (query.value.has("sent") && typed.email.value !== "") return <Sent />;
  return (
    <EntryLayout title={t("forgot.title")} lead={<p>{t("forgot.lead")}</p>}>
      <Form onSubmit={ask} label={t("forgot.title")}>
        <EmailField />
        <SubmitButton>{t("forgot.submit")}</SubmitButton>
        <BackToLogin />
      </Form>
    </EntryLayout>
  );
}
