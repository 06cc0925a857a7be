/** A playlist as it was: what stood in it, and the way to have it back. */
import { useEffect, useState } from "preact/hooks";
import type { PlaylistVersion } from "../../../../contracts/web-api/playlist-history.ts";
import type { PlaylistItem } from "../../../../contracts/web-api/playlists.ts";
import { playlistsApi } from "../../api/playlists.ts";
import { t as app } from "../../i18n/language.ts";
import { ArtistLinks } from "../../ui/ArtistLinks.tsx";
import { Cover } from "../../ui/Cover.tsx";
import { WorkButton } from "../Dialog.tsx";
import type { Edits } from "../edits.ts";
import { t } from "../i18n/texts.ts";
import { useWork } from "../useWork.ts";

type VersionPreviewProps = {
  id: string;
  version: PlaylistVersion;
  canEdit: boolean;
  edits: Edits;
  onBack: () => void;
  onRestored: () => void;
};

function PreviewRow({ item, place }: { item: PlaylistItem; place: number }) {
  const track = item.item;
  return (
    <li class="pl-preview-row">
      <span class="row-digits" aria-hidden="true">
        {place}
      </span>
      {track ? <Cover of={track.album} sizes="2.5rem" /> : <span class="cover" aria-hidden="true" />}
      <span class="row-names">
        <span class="row-title">
          <bdi>{track?.name ?? t("row.gone")}</bdi>
        </span>
        {track && <ArtistLinks artists={track.artists} />}
      </span>
    </li>
  );
}

export function VersionPreview({ id, version, canEdit, edits, onBack, onRestored }: VersionPreviewProps) {
  const [items, setItems] = useState<readonly PlaylistItem[]>([]);
  const [total, setTotal] = useState(version.total);
  const { busy, problem, run } = useWork();
  const restoring = useWork();
  const load = () =>
    run(async () => {
      const page = await playlistsApi.version(id, version.revision, items.length);
      setItems([...items, ...page.items]);
      setTotal(page.total);
    });
  useEffect(() => void load(), [id, version.revision]);
  const restore = () =>
    void restoring.run(async () => {
      if (await edits.restore(version.revision)) onRestored();
    });
  return (
    <>
      <div class="pl-preview-actions">
        <button type="button" class="button" onClick={onBack}>
          {t("history.back")}
        </button>
        {canEdit && (
          <WorkButton busy={restoring.busy} kind="primary" onClick={restore}>
            {t("history.haveBack")}
          </WorkButton>
        )}
      </div>
      {(problem ?? restoring.problem) !== undefined && (
        <p class="pl-problem" role="alert">
          {problem ?? restoring.problem}
        </p>
      )}
      {items.length === 0 && busy && <span class="skeleton skeleton-row" />}
      {total === 0 && <p class="quiet">{t("empty.title")}</p>}
      <ol class="pl-preview" aria-label={app("album.tracks", { count: total })}>
        {items.map((item, index) => (
          <PreviewRow key={item.uid} item={item} place={index + 1} />
        ))}
      </ol>
      {items.length < total && items.length > 0 && (
        <WorkButton busy={busy} onClick={() => void load()}>
          {t("history.more")}
        </WorkButton>
      )}
    </>
  );
}
