/** A device without a keyboard shows a code; here it is typed, and the device let in or not (RFC 8628). */
import { useEffect, useState } from "preact/hooks";
import type { ActivationView } from "../../../../contracts/accounts/apps.ts";
import { accountsApi, AccountsError } from "../../api/accounts.ts";
import { Link } from "../../router/Link.tsx";
import { navigate, query } from "../../router/navigation.ts";
import { EntryLayout } from "../entry/EntryLayout.tsx";
import { LinkProblem } from "../entry/LinkProblem.tsx";
import { ErrorSummary } from "../forms/ErrorSummary.tsx";
import { TextField } from "../forms/fields.tsx";
import { Form, type Values } from "../forms/Form.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { filled } from "../i18n/filled.tsx";
import { pattern, t } from "../i18n/texts.ts";
import { readUserCode, writeUserCode } from "../../../../domain/oauth/device.ts";
import { AppName, AppOwner } from "./AppIdentity.tsx";
import { DecisionButtons, useDecision, type Decision } from "./decision.tsx";
import { ScopeList } from "./ScopeList.tsx";

function tell(error: AccountsError): string | undefined {
  if (error.code === "invalid_request") return t("activate.codeWrong");
  return error.code === "not_found" || error.code === "gone" ? t("activate.unknown") : undefined;
}

/** Looks before it goes on: a wrong code is told where it was typed. */
async function enter({ user_code = "" }: Values): Promise<void> {
  const code = readUserCode(user_code);
  if (code === undefined) throw new AccountsError("invalid_request", { field: "user_code" });
  try {
    await accountsApi.activation(code);
  } catch (thrown) {
    if (thrown instanceof AccountsError && tell(thrown)) throw new AccountsError(thrown.code, { field: "user_code" });
    throw thrown;
  }
  navigate(`/activate?user_code=${writeUserCode(code)}`);
}

function CodeEntry({ typed, problem }: { typed: string; problem?: string | undefined }) {
  return (
    <EntryLayout title={t("activate.title")} lead={<p>{t("activate.lead")}</p>}>
      {problem !== undefined && <ErrorSummary title={t("form.problems")} problems={[{ text: problem }]} />}
      <Form onSubmit={enter} tell={tell} label={t("activate.title")}>
        <TextField
          name="user_code"
          class="code-input"
          label={t("activate.code")}
          hint={t("activate.codeHint")}
          autocomplete="off"
          autoCapitalize="characters"
          dir="ltr"
          required
          maxLength={20}
          defaultValue={typed}
        />
        <SubmitButton>{t("activate.submit")}</SubmitButton>
      </Form>
    </EntryLayout>
  );
}

function Question({ view, onDecided }: { view: ActivationView; onDecided: (decision: Decision) => void }) {
  const { client, scope, user_code } = view;
  const work = useDecision(async (decision) => {
    await accountsApi.decideActivation({ user_code, decision });
    onDecided(decision);
  }, tell);
  const { problem } = work;
  const app = <AppName client={client} />;
  return (
    <EntryLayout title={t("activate.ask", { app: client.name })} heading={filled(pattern("activate.ask"), { app })}>
      <div class="consent">
        {problem !== undefined && <ErrorSummary title={t("form.problems")} problems={[{ text: problem }]} />}
        <p>{t("activate.compare")}</p>
        <p class="device-code" dir="ltr">
          {user_code}
        </p>
        {scope.length > 0 && (
          <>
            <p>{filled(pattern("activate.may"), { app })}</p>
            <ScopeList scope={scope} />
          </>
        )}
        <div class="consent-facts">
          <AppOwner client={client} />
          <p>{t("consent.withdraw")}</p>
        </div>
        <DecisionButtons work={work} deny={t("activate.deny")} />
        <p>
          <Link class="inline-link" to={{ page: "activate" }}>
            {t("activate.other")}
          </Link>
        </p>
      </div>
    </EntryLayout>
  );
}

function Result({ view, decision }: { view: ActivationView; decision: Decision }) {
  const word = decision === "allow" ? "allowed" : "denied";
  return (
    <EntryLayout
      title={t(`activate.${word}.title`)}
      lead={<output>{filled(pattern(`activate.${word}.text`), { app: <AppName client={view.client} /> })}</output>}
    >
      <Link class="button" to={{ page: "home" }}>
        {t("activate.home")}
      </Link>
    </EntryLayout>
  );
}

function Device({ code }: { code: string }) {
  const [view, setView] = useState<ActivationView>();
  const [error, setError] = useState<unknown>();
  const [decision, setDecision] = useState<Decision>();
  const look = () => {
    setError(undefined);
    setView(undefined);
    accountsApi.activation(code).then(setView, setError);
  };
  useEffect(look, [code]);
  const told = error instanceof AccountsError ? tell(error) : undefined;
  if (told !== undefined) return <CodeEntry typed={writeUserCode(code)} problem={told} />;
  if (error !== undefined) return <LinkProblem error={error} goneText="" retry={look} />;
  if (!view) return <EntryLayout title={t("verify.wait")}>{null}</EntryLayout>;
  return decision ? <Result view={view} decision={decision} /> : <Question view={view} onDecided={setDecision} />;
}

export function ActivatePage() {
  const typed = query.value.get("user_code");
  if (typed === null) return <CodeEntry key="entry" typed="" />;
  const code = readUserCode(typed);
  return code === undefined ? <CodeEntry key="torn" typed={typed} problem={t("activate.codeWrong")} /> : <Device key={code} code={code} />;
}
