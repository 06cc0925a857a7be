/** Where the link of an invitation leads: who invites to what is told before anybody comes in. */
import { useEffect, useState } from "preact/hooks";
import { playlistsApi, type InvitationOffer } from "../../api/playlists.ts";
import { asRequestError, type RequestError } from "../../api/failure.ts";
import { session } from "../../api/session.ts";
import { t as app } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import { redirect } from "../../router/navigation.ts";
import { Icon } from "../../ui/Icon.tsx";
import { FailedNotice } from "../../ui/Loaded.tsx";
import { notify } from "../../ui/notices.ts";
import { Page } from "../../ui/Page.tsx";
import { WorkButton } from "../Dialog.tsx";
import { members, playlists } from "../documents.ts";
import { t } from "../i18n/texts.ts";
import { refreshListed } from "../listed.ts";
import { PersonMark } from "../PersonMark.tsx";
import { useWork } from "../useWork.ts";

type InvitationProps = { id: string; invitation: string };
type Looked = { kind: "looking" } | { kind: "good"; offer: InvitationOffer } | { kind: "failed"; error: RequestError };

function useOffer({ id, invitation }: InvitationProps) {
  const [looked, setLooked] = useState<Looked>({ kind: "looking" });
  const look = async () => {
    try {
      setLooked({ kind: "good", offer: await playlistsApi.viewInvitation(id, invitation) });
    } catch (thrown) {
      setLooked({ kind: "failed", error: asRequestError(thrown) });
    }
  };
  useEffect(() => void look(), [id, invitation]);
  return { looked, retry: () => void look() };
}

function Offer({ id, invitation, offer }: InvitationProps & { offer: InvitationOffer }) {
  const listener = session.listener.value;
  const { busy, problem, run } = useWork();
  const owner = offer.owner.display_name ?? t("head.nobody");
  const join = () =>
    void run(async () => {
      await playlistsApi.join(id, invitation);
      for (const resource of [playlists.get(id), members.get(id)]) resource.retry();
      refreshListed();
      redirect({ page: "playlist", id });
      notify(t("join.done", { name: offer.name }));
    });
  const continueTo = { continue: `${location.pathname}${location.hash}` };
  return (
    <section class="empty-state">
      <PersonMark id={offer.owner.id} name={owner} class="large" />
      <h1>{t("join.title", { owner, name: offer.name })}</h1>
      <p>
        {t(`join.as.${offer.role}`)} {app("album.tracks", { count: offer.total })}.
      </p>
      {problem !== undefined && (
        <p class="pl-problem" role="alert">
          {problem}
        </p>
      )}
      {listener === null ? (
        <div class="pl-dialog-actions">
          <Link class="button primary" to={{ page: "signup" }} query={continueTo}>
            {app("session.invite")}
          </Link>
          <Link class="button" to={{ page: "login" }} query={continueTo}>
            {app("session.logIn")}
          </Link>
        </div>
      ) : (
        <div class="pl-dialog-actions">
          <WorkButton busy={busy} kind="primary" onClick={join}>
            {t("join.accept")}
          </WorkButton>
          <Link class="button" to={{ page: "home" }}>
            {t("join.decline")}
          </Link>
        </div>
      )}
    </section>
  );
}

export function InvitationPage(props: InvitationProps) {
  const { looked, retry } = useOffer(props);
  return (
    <Page title={t("join.page")} class="pl-page">
      {looked.kind === "looking" && <span class="skeleton skeleton-row" />}
      {looked.kind === "good" && <Offer {...props} offer={looked.offer} />}
      {looked.kind === "failed" && looked.error.failure !== "not_found" && <FailedNotice error={looked.error} retry={retry} />}
      {looked.kind === "failed" && looked.error.failure === "not_found" && (
        <section class="empty-state">
          <span class="empty-mark">
            <Icon name="account" />
          </span>
          <h1>{t("join.gone")}</h1>
          <p>{t("join.goneHint")}</p>
        </section>
      )}
    </Page>
  );
}
