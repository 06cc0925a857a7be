/** Where the link of an invitation leads. */
import { useState } from "preact/hooks";
import type { Listener } from "../../../../contracts/accounts/session.ts";
import { accountsApi, type AccountsError } from "../../api/accounts.ts";
import { session } from "../../api/session.ts";
import { Link } from "../../router/Link.tsx";
import { query } from "../../router/navigation.ts";
import { Page } from "../../ui/Page.tsx";
import { loginAddress } from "../entry/continuation.ts";
import { Form } from "../forms/Form.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { t as account } from "../i18n/texts.ts";
import { t } from "./i18n/texts.ts";
import { Problem } from "../forms/Problem.tsx";

function tell(error: AccountsError): string | undefined {
  if (error.code === "gone") return t("family.join.gone");
  return error.code === "conflict" ? t("family.join.conflict") : undefined;
}

function Joining({ listener, ticket }: { listener: Listener; ticket: string }) {
  const [joined, setJoined] = useState(false);
  const join = async () => {
    await accountsApi.joinFamily(ticket);
    setJoined(true);
    await session.reconsider().catch(() => undefined);
  };
  if (joined) {
    return (
      <>
        <output>
          <p class="good-notice">{t("family.join.done")}</p>
        </output>
        <p class="button-line">
          <Link class="button" to={{ page: "account", place: "family" }}>
            {account("account.place.family")}
          </Link>
        </p>
      </>
    );
  }
  return (
    <Form label={t("family.join.title")} onSubmit={join} tell={tell}>
      <p class="quiet">{t("family.join.as", { name: listener.display_name, email: listener.email })}</p>
      <SubmitButton>{t("family.join.button")}</SubmitButton>
    </Form>
  );
}

function LoginFirst() {
  const login = loginAddress();
  return (
    <div class="ways">
      <a class="button primary wide" href={login}>
        {t("family.join.login")}
      </a>
      <a class="button wide" href={login.replace("/login", "/signup")}>
        {t("family.join.signup")}
      </a>
    </div>
  );
}

export function FamilyJoinPage() {
  const ticket = query.value.get("ticket");
  const listener = session.listener.value;
  return (
    <Page title={t("family.join.title")} class="entry-page">
      <h1 class="display entry-title">{t("family.join.title")}</h1>
      {ticket === null ? (
        <Problem text={t("family.join.missing")} />
      ) : (
        <>
          <p class="entry-lead">{t("family.join.lead")}</p>
          {listener === null && <LoginFirst />}
          {listener && <Joining listener={listener} ticket={ticket} />}
        </>
      )}
    </Page>
  );
}
