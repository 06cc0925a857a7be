/** Links that let others in: made, copied once, ended. For the owner. */
import { useEffect, useState } from "preact/hooks";
import type { PlaylistInvitation } from "../../../../contracts/web-api/playlist-members.ts";
import { playlistsApi } from "../../api/playlists.ts";
import { language, t as app } from "../../i18n/language.ts";
import { ChoiceGroup } from "../../ui/ChoiceGroup.tsx";
import { notify } from "../../ui/notices.ts";
import { formatDay } from "../dates.ts";
import { WorkButton } from "../Dialog.tsx";
import { t } from "../i18n/texts.ts";
import { useWork } from "../useWork.ts";

type InvitedRole = PlaylistInvitation["role"];
const roles: readonly InvitedRole[] = ["editor", "viewer"];

function NewLink({ url }: { url: string }) {
  const copy = () => {
    navigator.clipboard.writeText(url).then(
      () => notify(app("common.copied")),
      () => notify(t("invite.copyYourself")),
    );
  };
  return (
    <div class="pl-link">
      <label>
        {t("invite.link")}
        <input class="pl-input" dir="ltr" readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" class="button primary" onClick={copy}>
        {t("invite.copy")}
      </button>
      <p class="quiet">{t("invite.once")}</p>
    </div>
  );
}

function GoodLink({ invitation, busy, onEnd }: { invitation: PlaylistInvitation; busy: boolean; onEnd: () => void }) {
  return (
    <li class="pl-member">
      <div class="pl-member-words">
        <p>{t(`invite.as.${invitation.role}`)}</p>
        <p class="quiet">
          {t("invite.until", { date: formatDay(invitation.expires_at, language.value) })} · {t("invite.uses", { count: invitation.uses })}
        </p>
      </div>
      <WorkButton busy={busy} onClick={onEnd}>
        {t("invite.end")}
      </WorkButton>
    </li>
  );
}

export function Invitations({ id }: { id: string }) {
  const [links, setLinks] = useState<readonly PlaylistInvitation[]>([]);
  const [role, setRole] = useState<InvitedRole>("editor");
  const [url, setUrl] = useState<string>();
  const { busy, problem, run } = useWork();
  const load = async () => setLinks(await playlistsApi.invitations(id));
  useEffect(() => void run(load), [id]);
  const invite = () =>
    void run(async () => {
      setUrl((await playlistsApi.invite(id, { role })).url);
      await load();
    });
  const end = (invitation: PlaylistInvitation) =>
    void run(async () => {
      await playlistsApi.endInvitation(id, invitation.id);
      setUrl(undefined);
      await load();
    });
  return (
    <section class="pl-invitations">
      <h3>{t("invite.title")}</h3>
      <ChoiceGroup
        label={t("invite.who")}
        stacked
        choices={roles.map((value) => ({ value, label: t(`invite.as.${value}`), hint: t(`invite.as.${value}.hint`) }))}
        chosen={role}
        onChoose={setRole}
      />
      <WorkButton busy={busy} kind="primary" onClick={invite}>
        {t("invite.make")}
      </WorkButton>
      {url !== undefined && <NewLink key={url} url={url} />}
      {problem !== undefined && (
        <p class="pl-problem" role="alert">
          {problem}
        </p>
      )}
      {links.length > 0 && (
        <>
          <h3>{t("invite.good")}</h3>
          <ul class="pl-members">
            {links.map((invitation) => (
              <GoodLink key={invitation.id} invitation={invitation} busy={busy} onEnd={() => end(invitation)} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
