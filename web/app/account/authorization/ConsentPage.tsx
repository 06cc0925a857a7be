/** An app asks for leave: what for, who runs it, where it leads back to. */
import { useEffect, useState } from "preact/hooks";
import type { AuthorizationView } from "../../../../contracts/accounts/apps.ts";
import type { Listener } from "../../../../contracts/accounts/session.ts";
import { accountsApi, AccountsError } from "../../api/accounts.ts";
import { Link } from "../../router/Link.tsx";
import { query } from "../../router/navigation.ts";
import { EntryLayout } from "../entry/EntryLayout.tsx";
import { LinkProblem } from "../entry/LinkProblem.tsx";
import { ErrorSummary } from "../forms/ErrorSummary.tsx";
import { filled } from "../i18n/filled.tsx";
import { pattern, t } from "../i18n/texts.ts";
import { AppName, AppOwner } from "./AppIdentity.tsx";
import { DecisionButtons, useDecision } from "./decision.tsx";
import { ScopeList } from "./ScopeList.tsx";

/** The request is not one that could be granted: nobody goes back to an app that asks like this. */
function BrokenRequest() {
  return (
    <EntryLayout title={t("consent.broken")} lead={<p>{t("consent.brokenText")}</p>}>
      <Link class="button" to={{ page: "home" }}>
        {t("activate.home")}
      </Link>
    </EntryLayout>
  );
}

/** Apps of this very device are opened beside the page, which stays: it then says where one was led. */
function Left({ view, redirect }: { view: AuthorizationView; redirect: string }) {
  return (
    <EntryLayout title={t("consent.left")} lead={<p>{filled(pattern("consent.leftText"), { app: <AppName client={view.client} /> })}</p>}>
      <a class="button" href={redirect}>
        {t("login.goOn")}
      </a>
    </EntryLayout>
  );
}

type RequestProps = { view: AuthorizationView; listener: Listener; asked: string; onLeave: (redirect: string) => void };

function Request({ view, listener, asked, onLeave }: RequestProps) {
  const { client, scope, granted } = view;
  const work = useDecision(async (decision) => {
    const { redirect } = await accountsApi.decideAuthorization({ query: asked, decision });
    location.assign(redirect);
    onLeave(redirect);
  });
  const { problem } = work;
  const app = <AppName client={client} />;
  const onlyIdentity = scope.every((each) => each === "openid");
  const name = <bdi class="app-name">{listener.display_name}</bdi>;
  return (
    <EntryLayout title={t("consent.title", { app: client.name })} heading={filled(pattern("consent.title"), { app })}>
      <div class="consent">
        {problem !== undefined && <ErrorSummary title={t("form.problems")} problems={[{ text: problem }]} />}
        {client.description !== "" && (
          <p class="app-description" dir="auto">
            {client.description}
          </p>
        )}
        {onlyIdentity ? (
          <p>{filled(pattern("consent.nothing"), { app, name })}</p>
        ) : (
          <>
            <p>{filled(pattern("consent.lead"), { app, name })}</p>
            <ScopeList scope={scope} granted={granted} />
          </>
        )}
        <div class="consent-facts">
          <AppOwner client={client} />
          <p>{filled(pattern("consent.leads"), { host: <bdi class="app-name">{view.redirect_host}</bdi> })}</p>
          <p>{t("consent.withdraw")}</p>
        </div>
        <DecisionButtons work={work} deny={t("consent.deny")} />
        <p>
          <Link class="inline-link" to={{ page: "login" }} query={{ continue: `/consent?${asked}`, again: "1" }}>
            {t("consent.switch")}
          </Link>
        </p>
      </div>
    </EntryLayout>
  );
}

export function ConsentPage({ listener }: { listener: Listener }) {
  const asked = query.value.toString();
  const [view, setView] = useState<AuthorizationView>();
  const [error, setError] = useState<unknown>();
  const [redirect, setRedirect] = useState<string>();
  const look = () => {
    setError(undefined);
    accountsApi.authorization(asked).then(setView, setError);
  };
  useEffect(look, [asked, listener.id]);
  if (error instanceof AccountsError && error.code === "invalid_request") return <BrokenRequest />;
  if (error !== undefined) return <LinkProblem error={error} goneText="" retry={look} />;
  if (!view) return <EntryLayout title={t("verify.wait")}>{null}</EntryLayout>;
  if (redirect !== undefined) return <Left view={view} redirect={redirect} />;
  return <Request view={view} listener={listener} asked={asked} onLeave={setRedirect} />;
}
