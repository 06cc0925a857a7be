import { t } from "../i18n/language.ts";
import { settings } from "../settings/settings.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { QueueList } from "./QueueList.tsx";

export function QueuePanel() {
  return (
    <aside class="queue-panel" aria-label={t("queue.title")}>
      <div class="queue-panel-head">
        <h2>{t("queue.title")}</h2>
        <IconButton
          icon="close"
          label={t("queue.hide")}
          onClick={() => {
            settings.queueShown.value = false;
          }}
        />
      </div>
      <QueueList />
    </aside>
  );
}
