/** Makes a playlist and goes to its page; a guest is asked to log in. */
import { signal } from "@preact/signals";
import { navigate } from "../../router/navigation.ts";
import { failureText, notify } from "../../ui/notices.ts";
import { Icon } from "../../ui/Icon.tsx";
import { collections } from "../collection/collections.ts";
import { createPlaylist, freeName } from "../collection/newPlaylist.ts";
import { t } from "../i18n/texts.ts";
import { requireListener } from "../openers.ts";

const busy = signal(false);

async function make(): Promise<void> {
  if (busy.peek() || !requireListener("playlist")) return;
  busy.value = true;
  try {
    const taken = collections.peek()?.playlists.state.peek().items ?? [];
    const made = await createPlaylist(
      freeName(
        t("sidebar.newName"),
        taken.map((playlist) => playlist.name),
      ),
    );
    navigate({ page: "playlist", id: made.id });
  } catch (thrown) {
    notify(t("sidebar.refused", { reason: failureText(thrown) }));
  } finally {
    busy.value = false;
  }
}

export function NewPlaylistButton({ class: className = "button" }: { class?: string }) {
  return (
    <button type="button" class={className} aria-busy={busy.value} onClick={() => void make()}>
      <Icon name="plus" />
      <span>{t("sidebar.new")}</span>
    </button>
  );
}
