import { accountsApi, type AccountsError } from "../../api/accounts.ts";
import { language } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import { navigate, query } from "../../router/navigation.ts";
import { Form, type Values } from "../forms/Form.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { pattern, t } from "../i18n/texts.ts";
import { filled } from "../i18n/filled.tsx";
import { handedOn } from "./continuation.ts";
import { Agreement } from "./Agreement.tsx";
import { EmailField } from "./EmailField.tsx";
import { EntryLayout } from "./EntryLayout.tsx";
import { InvitationPage } from "./InvitationPage.tsx";
import { MailSent } from "./MailSent.tsx";
import { PersonFields, personOf } from "./PersonFields.tsx";
import { ProviderWays } from "./ProviderWays.tsx";
import { typed } from "./typed.ts";

function Sent() {
  const email = typed.email.value;
  return (
    <MailSent title={t("signup.sent.title")}>
      <p>{filled(pattern("signup.sent.text"), { email: <bdi class="sent-to">{email}</bdi> })}</p>
      <p class="quiet">{t("signup.sent.missing")}</p>
      <p>
        <Link class="inline-link" to={{ page: "signup" }} query={handedOn()}>
          {t("signup.sent.again")}
        </Link>
      </p>
    </MailSent>
  );
}

async function register(values: Values): Promise<void> {
  await accountsApi.register({ email: values["email"] ?? "", locale: language.peek(), ...personOf(values) });
  navigate(`/signup?${new URLSearchParams({ ...handedOn(), sent: "1" }).toString()}`);
}

function tellRegistration(error: AccountsError): string | undefined {
  return error.code === "forbidden" ? t("signup.closed") : undefined;
}

function Registration() {
  return (
    <EntryLayout title={t("signup.title")} lead={<p>{t("signup.lead")}</p>}>
      <Form onSubmit={register} tell={tellRegistration} label={t("signup.title")}>
        <EmailField />
        <PersonFields email={() => typed.email.peek()} />
        <SubmitButton>{t("signup.submit")}</SubmitButton>
        <Agreement />
      </Form>
      <div class="ways ways-after">
        <ProviderWays />
      </div>
      <p class="entry-foot">
        {t("signup.have")}{" "}
        <Link class="inline-link" to={{ page: "login" }} query={handedOn()}>
          {t("login.submit")}
        </Link>
      </p>
    </EntryLayout>
  );
}

export function SignupPage() {
  const invitation = query.value.get("invitation");
  if (invitation !== null) return <InvitationPage ticket={invitation} />;
  // After a reload nobody remembers which address it was: the form is there again.
  return query.value.has("sent") && typed.email.value !== "" ? <Sent /> : <Registration />;
}
