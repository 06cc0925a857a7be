/** Where the link of an invitation leads: who invites to what is told before anybody comes in. */
import { playlistsApi, type InvitationOffer } from "../../api/playlists.ts";
import { session } from "../../api/session.ts";
import { t as app } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import { redirect } from "../../router/navigation.ts";
import { notify } from "../../ui/notices.ts";
import { Offered, WaysIn } from "../../ui/Offered.tsx";
import { Page } from "../../ui/Page.tsx";
import { WorkButton } from "../Dialog.tsx";
import { members, playlists } from "../documents.ts";
import { t } from "../i18n/texts.ts";
import { refreshListed } from "../listed.ts";
import { PersonMark } from "../PersonMark.tsx";
import { useWork } from "../useWork.ts";

type InvitationProps = { id: string; invitation: string };

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
          <WaysIn />
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

export function InvitationPage({ id, invitation }: InvitationProps) {
  return (
    <Page title={t("join.page")} class="pl-page">
      <Offered
        link={id + invitation}
        read={() => playlistsApi.viewInvitation(id, invitation)}
        gone={{ title: t("join.gone"), hint: t("join.goneHint") }}
      >
        {(offer) => <Offer id={id} invitation={invitation} offer={offer} />}
      </Offered>
    </Page>
  );
}
