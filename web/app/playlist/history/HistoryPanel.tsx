/** The versions of a playlist: who changed what, when; each can be looked at and had back. */
import { useEffect, useState } from "preact/hooks";
import type { PlaylistVersion } from "../../../../contracts/web-api/playlist-history.ts";
import { language, t as app } from "../../i18n/language.ts";
import { playlistsApi } from "../../api/playlists.ts";
import { formatMoment } from "../dates.ts";
import { Dialog } from "../Dialog.tsx";
import type { Edits } from "../edits.ts";
import { t } from "../i18n/texts.ts";
import { PersonMark } from "../PersonMark.tsx";
import { useWork } from "../useWork.ts";
import { VersionPreview } from "./VersionPreview.tsx";
import { wordsOf } from "./words.ts";

type HistoryPanelProps = {
  id: string;
  /** The revision that the list shows: newer ones are asked for when it grows. */
  revision: number | undefined;
  canEdit: boolean;
  edits: Edits;
  onClose: () => void;
};

function Version({ version, isNewest, onShow }: { version: PlaylistVersion; isNewest: boolean; onShow: () => void }) {
  const name = version.by.display_name ?? t("head.nobody");
  return (
    <li class="pl-version">
      <PersonMark id={version.by.id} name={name} />
      <div class="pl-version-words">
        <p>
          <bdi class="pl-version-name">{name}</bdi> {wordsOf(version)}
        </p>
        <p class="quiet">
          <time dateTime={version.at}>{formatMoment(version.at, language.value)}</time> · {app("album.tracks", { count: version.total })}
        </p>
      </div>
      {isNewest ? (
        <span class="pl-badge">{t("history.now")}</span>
      ) : (
        <button type="button" class="button" onClick={onShow}>
          {t("history.show")}
          <span class="visually-hidden"> {formatMoment(version.at, language.value)}</span>
        </button>
      )}
    </li>
  );
}

/** Pages of versions, which grow at their head while others edit. */
function useHistory(id: string, revision: number | undefined) {
  const [versions, setVersions] = useState<readonly PlaylistVersion[]>();
  const [hasMore, setHasMore] = useState(false);
  const { busy, problem, run } = useWork();
  const load = (before?: number) =>
    run(async () => {
      const page = await playlistsApi.history(id, before);
      setVersions((known = []) => {
        const rest = before === undefined ? known.filter((each) => each.revision < (page.versions.at(-1)?.revision ?? 0)) : [];
        return before === undefined ? [...page.versions, ...rest] : [...known, ...page.versions];
      });
      if (before !== undefined || versions === undefined) setHasMore(page.next !== null);
    });
  useEffect(() => void load(), [id, revision]);
  return { versions, hasMore, busy, problem, loadMore: () => void load(versions?.at(-1)?.revision) };
}

export function HistoryPanel({ id, revision, canEdit, edits, onClose }: HistoryPanelProps) {
  const { versions, hasMore, busy, problem, loadMore } = useHistory(id, revision);
  const [shown, setShown] = useState<PlaylistVersion>();
  if (shown) {
    return (
      <Dialog title={t("history.of", { time: formatMoment(shown.at, language.value) })} class="pl-history" onClose={onClose}>
        <VersionPreview id={id} version={shown} canEdit={canEdit} edits={edits} onBack={() => setShown(undefined)} onRestored={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t("history.title")} class="pl-history" onClose={onClose}>
      {problem !== undefined && (
        <p class="pl-problem" role="alert">
          {problem}
        </p>
      )}
      {!versions && busy && <span class="skeleton skeleton-row" />}
      <ol class="pl-versions">
        {versions?.map((version, index) => (
          <Version key={version.revision} version={version} isNewest={index === 0} onShow={() => setShown(version)} />
        ))}
      </ol>
      {hasMore && (
        <button type="button" class="button" aria-disabled={busy} onClick={loadMore}>
          {t("history.more")}
        </button>
      )}
    </Dialog>
  );
}
