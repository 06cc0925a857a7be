import type { SessionList } from "../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../api/accounts.ts";
import { language } from "../../i18n/language.ts";
import { notify } from "../../ui/notices.ts";
import { AccountLayout } from "../AccountLayout.tsx";
import { ConfirmedButton, Row, Rows } from "./blocks.tsx";
import { deviceName } from "./deviceName.ts";
import { t } from "./i18n/texts.ts";
import { nameOfCountry } from "./logic/countries.ts";
import { formatMoment } from "./logic/dates.ts";
import { Remotely, useRemote } from "./remote.tsx";

type Session = SessionList["sessions"][number];

function nameOf({ client, user_agent }: Session): string {
  return client ? t("sessions.app", { name: client.name }) : deviceName(user_agent);
}

function factsOf({ created_at, methods, country, client }: Session): string {
  const [method] = methods;
  const since = t("sessions.since", { date: formatMoment(created_at, language.value) });
  return [
    ...(country === null ? [] : [t("sessions.where", { country: nameOfCountry(country, language.value) })]),
    client === null && method !== undefined ? `${since} ${t(`sessions.method.${method}`)}` : since,
  ].join(" · ");
}

function SessionRow({ session, onEnded }: { session: Session; onEnded: () => Promise<void> }) {
  const name = nameOf(session);
  const end = async () => {
    await accountsApi.endSession(session.id);
    await onEnded();
    notify(t("sessions.ended", { name }));
  };
  return (
    <Row
      title={name}
      badge={session.current ? t("sessions.current") : undefined}
      acts={
        !session.current && (
          <ConfirmedButton
            act={t("sessions.end")}
            label={t("sessions.endOf", { name })}
            title={t("sessions.endTitle", { name })}
            text={t("sessions.endText")}
            onConfirm={end}
          />
        )
      }
    >
      <p class="quiet">{factsOf(session)}</p>
      <p class="quiet">{t("sessions.seen", { date: formatMoment(session.seen_at, language.value) })}</p>
    </Row>
  );
}

function Sessions() {
  const remote = useRemote(accountsApi.sessions);
  const endOthers = async () => {
    await accountsApi.endOtherSessions();
    await remote.reload();
    notify(t("sessions.othersEnded"));
  };
  return (
    <section>
      <h2 class="visually-hidden" tabIndex={-1}>
        {t("sessions.list")}
      </h2>
      <p class="page-lead">{t("sessions.lead")}</p>
      <Remotely remote={remote}>
        {({ sessions }) => (
          <>
            <Rows>
              {[...sessions]
                .toSorted((one, other) => Number(other.current) - Number(one.current))
                .map((session) => (
                  <SessionRow key={session.id} session={session} onEnded={remote.reload} />
                ))}
            </Rows>
            {sessions.some((session) => !session.current) ? (
              <p class="button-line">
                <ConfirmedButton
                  act={t("sessions.endOthers")}
                  title={t("sessions.endOthersTitle")}
                  text={t("sessions.endOthersText")}
                  onConfirm={endOthers}
                />
              </p>
            ) : (
              <p class="quiet">{t("sessions.alone")}</p>
            )}
          </>
        )}
      </Remotely>
    </section>
  );
}

export function SessionsPage() {
  return <AccountLayout place="sessions">{(listener) => <Sessions key={listener.id} />}</AccountLayout>;
}
