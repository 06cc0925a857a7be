/** Who may see and edit a playlist, and the links that let others in. */
import { useEffect, useState } from "preact/hooks";
import { language } from "../../i18n/language.ts";
import { playlistsApi, type PlaylistMember } from "../../api/playlists.ts";
import { navigate } from "../../router/navigation.ts";
import { notify } from "../../ui/notices.ts";
import { formatDay } from "../dates.ts";
import { Dialog, WorkButton } from "../Dialog.tsx";
import { members } from "../documents.ts";
import type { Facts } from "../facts.ts";
import { t } from "../i18n/texts.ts";
import { dropListed } from "../listed.ts";
import { PersonMark } from "../PersonMark.tsx";
import { useWork } from "../useWork.ts";
import { Invitations } from "./Invitations.tsx";

type MemberRowProps = { member: PlaylistMember; you: string | null | undefined; mayRemove: boolean; busy: boolean; onRemove: () => void };

function MemberRow({ member, you, mayRemove, busy, onRemove }: MemberRowProps) {
  const { user, role, since } = member;
  const name = user.display_name ?? t("head.nobody");
  const isYou = user.id === you;
  return (
    <li class="pl-member">
      <PersonMark id={user.id} name={name} />
      <div class="pl-member-words">
        <p>
          <bdi class="pl-version-name">{name}</bdi>
          {isYou && ` ${t("members.you")}`}
        </p>
        <p class="quiet">
          {t(`role.${role}`)}
          {role !== "owner" && ` · ${t("members.since", { date: formatDay(since, language.value) })}`}
        </p>
      </div>
      {mayRemove && (
        <WorkButton busy={busy} onClick={onRemove}>
          {isYou ? t("members.leave") : t("members.remove")}
          {!isYou && <span class="visually-hidden"> {name}</span>}
        </WorkButton>
      )}
    </li>
  );
}

export function MembersDialog({ facts, you, onClose }: { facts: Facts; you: string | null | undefined; onClose: () => void }) {
  const { id, isOwner, name: title } = facts;
  const resource = members.get(id);
  const state = resource.state.value;
  const { busy, problem, run } = useWork();
  const [leaving, setLeaving] = useState(false);
  useEffect(() => resource.retry(), [id]);
  const all = state.kind === "ready" ? state.value : [];
  const remove = async ({ user }: PlaylistMember) => {
    const isYou = user.id === you;
    // Coming back takes a new link: it is asked once more.
    if (isYou && !leaving) return setLeaving(true);
    const isDone = await run(() => playlistsApi.removeMember(id, user.id));
    if (!isDone) return undefined;
    resource.retry();
    notify(isYou ? t("members.left", { name: title }) : t("members.removed", { name: user.display_name ?? t("head.nobody") }));
    if (isYou) {
      dropListed(id);
      onClose();
      if (facts.visibility === "private") navigate({ page: "library", place: "playlists" });
    }
    return undefined;
  };
  return (
    <Dialog title={t("members.title")} onClose={onClose}>
      {state.kind === "loading" && <span class="skeleton skeleton-row" />}
      <ul class="pl-members">
        {all.map((member) => (
          <MemberRow
            key={member.user.id}
            member={member}
            you={you}
            mayRemove={member.role !== "owner" && (isOwner || member.user.id === you)}
            busy={busy}
            onRemove={() => void remove(member)}
          />
        ))}
      </ul>
      {leaving && (
        <p class="notice-box" role="alert">
          {t("members.leaveAsk")}
        </p>
      )}
      {problem !== undefined && (
        <p class="pl-problem" role="alert">
          {problem}
        </p>
      )}
      {isOwner && <Invitations id={id} />}
    </Dialog>
  );
}
