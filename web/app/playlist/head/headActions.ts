/** What the head's menu does by requests of its own, beside the live connection. */
import { playlistsApi } from "../../api/playlists.ts";
import { requireListener } from "../../library/openers.ts";
import { navigate } from "../../router/navigation.ts";
import { notify } from "../../ui/notices.ts";
import { playlists } from "../documents.ts";
import type { Edits } from "../edits.ts";
import type { Facts } from "../facts.ts";
import { t } from "../i18n/texts.ts";
import { refreshListed } from "../listed.ts";
import { textOfThrown } from "../refusals.ts";
import { useWork } from "../useWork.ts";
import { readPlaylistPicture } from "./picture.ts";

export async function duplicate({ id, name }: Facts): Promise<void> {
  if (!requireListener("playlist")) return;
  try {
    const copy = await playlistsApi.duplicate(id, { name: t("head.copyOf", { name }).slice(0, 200), public: false });
    refreshListed();
    navigate({ page: "playlist", id: copy.id });
    notify(t("head.copied"));
  } catch (thrown) {
    notify(textOfThrown(thrown));
  }
}

export function removePicture(edits: Edits): void {
  edits.describe({ image: null });
}

/** The picture is shown when the live connection, or the document, says that it is there. */
export function usePictureChooser(id: string) {
  const { busy, run } = useWork();
  const choose = async (file: Blob) => {
    const jpeg = await readPlaylistPicture(file);
    if (jpeg === undefined) {
      notify(t("head.unreadable"));
      return;
    }
    const isSent = await run(async () => {
      try {
        await playlistsApi.putImage(id, jpeg);
      } catch (thrown) {
        notify(textOfThrown(thrown));
      }
    });
    if (isSent) playlists.get(id).retry();
  };
  return { busy, choose };
}
