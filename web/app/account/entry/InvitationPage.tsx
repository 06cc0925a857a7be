/** Where an invitation leads: to an account, or to the one that its address has. */
import { useEffect, useState } from "preact/hooks";
import type { InvitationView } from "../../../../contracts/accounts/roles.ts";
import { accountsApi } from "../../api/accounts.ts";
import { session } from "../../api/session.ts";
import { language } from "../../i18n/language.ts";
import { navigate } from "../../router/navigation.ts";
import { Form, type Values } from "../forms/Form.tsx";
import { BusyButton, SubmitButton } from "../forms/SubmitButton.tsx";
import { useWork } from "../forms/useWork.ts";
import { filled } from "../i18n/filled.tsx";
import { pattern, t } from "../i18n/texts.ts";
import { Agreement } from "./Agreement.tsx";
import { arrive } from "./arrive.ts";
import { loginAddress } from "./continuation.ts";
import { EntryLayout } from "./EntryLayout.tsx";
import { LinkProblem } from "./LinkProblem.tsx";
import { PersonFields, personOf } from "./PersonFields.tsx";
import { typed } from "./typed.ts";
import { Problem } from "../forms/Problem.tsx";

type Invited = { ticket: string; view: InvitationView };

function lead({ email, roles }: InvitationView) {
  const text = roles.includes("admin") ? pattern("invitation.admin") : pattern("invitation.lead");
  return <p>{filled(text, { email: <bdi class="sent-to">{email}</bdi> })}</p>;
}

function NewAccount({ ticket, view }: Invited) {
  const accept = async (values: Values) => {
    typed.email.value = view.email;
    const registration = { locale: language.peek(), ...personOf(values) };
    arrive(await accountsApi.acceptInvitation({ ticket, registration }), "verify.done", "/");
  };
  return (
    <EntryLayout title={t("invitation.title")} lead={lead(view)}>
      <Form onSubmit={accept} label={t("invitation.title")}>
        {/* Password managers keep the password with this address. */}
        <input type="hidden" name="email" autocomplete="username" value={view.email} />
        <PersonFields email={() => view.email} />
        <SubmitButton>{t("signup.submit")}</SubmitButton>
        <Agreement />
      </Form>
    </EntryLayout>
  );
}

function KnownAccount({ ticket, view }: Invited) {
  const { busy, problem, run } = useWork();
  const isTheirs = session.listener.value?.email === view.email;
  const accept = () =>
    run(async () => {
      arrive(await accountsApi.acceptInvitation({ ticket }), "login.welcome", "/");
      return undefined;
    });
  const logIn = () => {
    typed.email.value = view.email;
    navigate(loginAddress());
  };
  return (
    <EntryLayout title={t("invitation.title")} lead={lead(view)}>
      <Problem text={problem} />
      {isTheirs ? (
        <BusyButton busy={busy} onClick={accept}>
          {t("invitation.accept")}
        </BusyButton>
      ) : (
        <BusyButton busy={false} onClick={logIn}>
          {t("invitation.logIn")}
        </BusyButton>
      )}
    </EntryLayout>
  );
}

export function InvitationPage({ ticket }: { ticket: string }) {
  const [view, setView] = useState<InvitationView>();
  const [error, setError] = useState<unknown>();
  const look = () => {
    setError(undefined);
    accountsApi.viewInvitation(ticket).then(setView, setError);
  };
  useEffect(look, [ticket]);
  if (error !== undefined) return <LinkProblem error={error} goneText={t("invitation.gone")} retry={look} />;
  if (!view)
    return (
      <EntryLayout title={t("invitation.title")} lead={<p>{t("verify.wait")}</p>}>
        {null}
      </EntryLayout>
    );
  return view.registered ? <KnownAccount ticket={ticket} view={view} /> : <NewAccount ticket={ticket} view={view} />;
}
