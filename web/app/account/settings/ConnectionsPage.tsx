import type { ConsentList } from "../../../../contracts/accounts/apps.ts";
import { accountsApi } from "../../api/accounts.ts";
import { language } from "../../i18n/language.ts";
import { notify } from "../../ui/notices.ts";
import { AccountLayout } from "../AccountLayout.tsx";
import { t as account } from "../i18n/texts.ts";
import { ConfirmedButton } from "./blocks.tsx";
import { t } from "./i18n/texts.ts";
import { formatDay } from "./logic/dates.ts";
import { Remotely, useRemote } from "./remote.tsx";

type Consent = ConsentList["consents"][number];

function Connection({ consent, onWithdrawn }: { consent: Consent; onWithdrawn: () => Promise<void> }) {
  const { client, scope, granted_at } = consent;
  const { name } = client;
  const withdraw = async () => {
    await accountsApi.withdrawConsent(client.id);
    await onWithdrawn();
    notify(t("connections.withdrawn", { name }));
  };
  return (
    <section class="app-card">
      <header class="app-head">
        <h2 tabIndex={-1}>
          <bdi>{name}</bdi>
        </h2>
        {client.first_party && <span class="thing-badge">{t("connections.firstParty")}</span>}
      </header>
      {client.description !== "" && (
        <p>
          <bdi>{client.description}</bdi>
        </p>
      )}
      <p class="quiet">
        {t("connections.since", { date: formatDay(granted_at, language.value) })}
        {client.website !== null && (
          <>
            {" · "}
            <a class="inline-link" href={client.website} target="_blank" rel="noreferrer">
              <bdi>{new URL(client.website).host}</bdi>
            </a>
          </>
        )}
      </p>
      {scope.length > 0 && (
        <>
          <h3>{t("connections.may")}</h3>
          <ul class="scope-list">
            {scope.map((each) => (
              <li key={each}>{account(`scope.${each}`)}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        <ConfirmedButton
          act={t("connections.withdraw")}
          label={t("connections.withdrawOf", { name })}
          title={t("connections.withdrawTitle", { name })}
          text={t("connections.withdrawText", { name })}
          onConfirm={withdraw}
        />
      </p>
    </section>
  );
}

function Connections() {
  const remote = useRemote(accountsApi.consents);
  return (
    <>
      <p class="page-lead">{t("connections.lead")}</p>
      <Remotely remote={remote}>
        {({ consents }) =>
          consents.length === 0 ? (
            <p>{t("connections.none")}</p>
          ) : (
            consents.map((consent) => <Connection key={consent.client.id} consent={consent} onWithdrawn={remote.reload} />)
          )
        }
      </Remotely>
    </>
  );
}

export function ConnectionsPage() {
  return <AccountLayout place="connections">{(listener) => <Connections key={listener.id} />}</AccountLayout>;
}
