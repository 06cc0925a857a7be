/** Where a jam's link leads: who invites is told before anybody comes in. */
import { useEffect, useState } from "preact/hooks";
import type { JamOffer } from "../../../contracts/jam.ts";
import { asRequestError, type RequestError } from "../api/failure.ts";
import { session } from "../api/session.ts";
import { jam } from "../connect/start.ts";
import { t as app } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { redirect } from "../router/navigation.ts";
import { Icon } from "../ui/Icon.tsx";
import { FailedNotice } from "../ui/Loaded.tsx";
import { notify } from "../ui/notices.ts";
import { Page } from "../ui/Page.tsx";
import { jamApi } from "./api.ts";
import { t } from "./i18n/texts.ts";
import { joinJam } from "./jam.ts";

type Looked = { kind: "looking" } | { kind: "good"; offer: JamOffer } | { kind: "failed"; error: RequestError };
type Invited = { id: string; secret: string };

function Offer({ id, secret, offer }: Invited & { offer: JamOffer }) {
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    try {
      await joinJam(id, secret);
      notify(t("join.in"));
      redirect({ page: "queue" });
    } catch (thrown) {
      notify(asRequestError(thrown).code === "unprocessable" ? t("join.full") : t("failed"));
      setBusy(false);
    }
  };
  return (
    <section class="empty-state">
      <h1>{t("join.title", { name: offer.host })}</h1>
      <p>{t("join.people", { count: offer.people.length })}</p>
      <p class="quiet">
        <bdi>{offer.people.join(", ")}</bdi>
      </p>
      <button type="button" class="button primary" aria-busy={busy} onClick={() => !busy && void join()}>
        {t("join.accept")}
      </button>
    </section>
  );
}

function Invitation({ id, secret }: Invited) {
  const [looked, setLooked] = useState<Looked>({ kind: "looking" });
  const look = async () => {
    try {
      setLooked({ kind: "good", offer: await jamApi.offer(id, secret) });
    } catch (thrown) {
      setLooked({ kind: "failed", error: asRequestError(thrown) });
    }
  };
  useEffect(() => void look(), [id, secret]);
  if (looked.kind === "looking") return <span class="skeleton skeleton-row" />;
  if (looked.kind === "good") return <Offer id={id} secret={secret} offer={looked.offer} />;
  if (looked.error.failure !== "not_found") return <FailedNotice error={looked.error} retry={() => void look()} />;
  return (
    <section class="empty-state">
      <span class="empty-mark">
        <Icon name="account" />
      </span>
      <h1>{t("join.gone")}</h1>
      <p>{t("join.goneHint")}</p>
    </section>
  );
}

function Stranger() {
  const continueTo = { continue: `${location.pathname}${location.hash}` };
  return (
    <section class="empty-state">
      <h1>{t("start.title")}</h1>
      <p>{t("join.account")}</p>
      <div class="jam-actions">
        <Link class="button primary" to={{ page: "signup" }} query={continueTo}>
          {app("session.invite")}
        </Link>
        <Link class="button" to={{ page: "login" }} query={continueTo}>
          {app("session.logIn")}
        </Link>
      </div>
    </section>
  );
}

export function JamPage({ id }: { id: string }) {
  const [secret] = useState(() => location.hash.slice(1));
  const listener = session.listener.value;
  return (
    <Page title={t("join.page")} class="jam-page">
      {listener === null && <Stranger />}
      {listener && jam.value?.id === id && (
        <section class="empty-state">
          <h1>{t("join.in")}</h1>
        </section>
      )}
      {listener && jam.value?.id !== id && <Invitation id={id} secret={secret} />}
    </Page>
  );
}
