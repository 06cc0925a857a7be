/** Takes an own playlist out of the library. It is still there for whoever has it, and comes back by following it again. */
import { playlistsApi } from "../../api/playlists.ts";
import { navigate } from "../../router/navigation.ts";
import { notify } from "../../ui/notices.ts";
import { Dialog, WorkButton } from "../Dialog.tsx";
import type { Facts } from "../facts.ts";
import { t } from "../i18n/texts.ts";
import { dropListed, refreshListed } from "../listed.ts";
import { textOfThrown } from "../refusals.ts";
import { useWork } from "../useWork.ts";

async function haveBack(id: string): Promise<void> {
  try {
    await playlistsApi.follow(id);
    refreshListed();
    navigate({ page: "playlist", id });
  } catch (thrown) {
    notify(textOfThrown(thrown));
  }
}

export function DeleteDialog({ facts, onClose }: { facts: Facts; onClose: () => void }) {
  const { id, name } = facts;
  const { busy, problem, run } = useWork();
  const remove = async () => {
    if (!(await run(() => playlistsApi.unfollow(id)))) return;
    onClose();
    dropListed(id);
    navigate({ page: "library", place: "playlists" });
    notify(t("delete.done", { name }), { label: t("edit.undo"), run: () => void haveBack(id) });
  };
  return (
    <Dialog title={t("delete.title", { name })} onClose={onClose}>
      <p>{t("delete.text")}</p>
      {problem !== undefined && (
        <p class="pl-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="pl-dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {t("delete.cancel")}
        </button>
        <WorkButton busy={busy} kind="danger" onClick={() => void remove()}>
          {t("menu.delete")}
        </WorkButton>
      </div>
    </Dialog>
  );
}
