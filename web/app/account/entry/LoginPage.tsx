import { useState } from "preact/hooks";
import { accountsApi } from "../../api/accounts.ts";
import { session } from "../../api/session.ts";
import { Link } from "../../router/Link.tsx";
import { query } from "../../router/navigation.ts";
import { ErrorSummary } from "../forms/ErrorSummary.tsx";
import { PasswordField } from "../forms/fields.tsx";
import { Form, type Values } from "../forms/Form.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { t } from "../i18n/texts.ts";
import { arrive } from "./arrive.ts";
import { continuation, goOn, handedOn } from "./continuation.ts";
import { EmailField } from "./EmailField.tsx";
import { EntryLayout } from "./EntryLayout.tsx";
import { PasskeyWay } from "./PasskeyWay.tsx";
import { providerProblem, ProviderWays } from "./ProviderWays.tsx";

/** Whoever is logged in may just go on, unless they are asked to prove it once more. */
function AlreadyIn() {
  const listener = session.listener.value;
  if (!listener || query.value.has("again")) return null;
  return (
    <div class="good-notice already-in">
      <p>{t("login.already", { name: listener.display_name })}</p>
      <button type="button" class="text-button" onClick={() => goOn()}>
        {t("login.goOn")}
      </button>
    </div>
  );
}

async function logIn({ email = "", password = "" }: Values): Promise<void> {
  arrive(await accountsApi.logIn({ email, password }), "login.welcome");
}

export function LoginPage() {
  const [problem, setProblem] = useState<string>();
  const told = problem ?? providerProblem();
  return (
    <EntryLayout title={continuation() === undefined ? t("login.title") : t("login.titleContinue")}>
      <AlreadyIn />
      {told !== undefined && <ErrorSummary title={t("form.problems")} problems={[{ text: told }]} />}
      <Form onSubmit={logIn} label={t("login.title")}>
        <EmailField autocomplete="username webauthn" />
        <PasswordField name="password" label={t("login.password")} autocomplete="current-password" maxLength={256} />
        <SubmitButton>{t("login.submit")}</SubmitButton>
        <p>
          <Link class="inline-link" to={{ page: "forgot" }} query={handedOn()}>
            {t("login.forgot")}
          </Link>
        </p>
      </Form>
      <p class="either">{t("login.or")}</p>
      <div class="ways">
        <PasskeyWay onIn={(response) => arrive(response, "login.welcome")} onFailed={setProblem} />
        <ProviderWays />
      </div>
      <p class="entry-foot">
        {t("login.new")}{" "}
        <Link class="inline-link" to={{ page: "signup" }} query={handedOn()}>
          {t("login.signup")}
        </Link>
      </p>
    </EntryLayout>
  );
}
