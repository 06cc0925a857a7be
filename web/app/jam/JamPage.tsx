/** Where a jam's link leads: who invites is told before anybody comes in. */
import { useState } from "preact/hooks";
import type { JamOffer } from "../../../contracts/jam.ts";
import { asRequestError } from "../api/failure.ts";
import { session } from "../api/session.ts";
import { jam } from "../connect/start.ts";
import { redirect } from "../router/navigation.ts";
import { notify } from "../ui/notices.ts";
import { Offered, WaysIn } from "../ui/Offered.tsx";
import { Page } from "../ui/Page.tsx";
import { jamApi } from "./api.ts";
import { t } from "./i18n/texts.ts";
import { joinJam } from "./jam.ts";

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
  return (
    <Offered link={id + secret} read={() => jamApi.offer(id, secret)} gone={{ title: t("join.gone"), hint: t("join.goneHint") }}>
      {(offer) => <Offer id={id} secret={secret} offer={offer} />}
    </Offered>
  );
}

function Stranger() {
  return (
    <section class="empty-state">
      <h1>{t("start.title")}</h1>
      <p>{t("join.account")}</p>
      <div class="jam-actions">
        <WaysIn />
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
