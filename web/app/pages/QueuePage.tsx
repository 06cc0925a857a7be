import { t } from "../i18n/language.ts";
import { QueueList } from "../queue/QueueList.tsx";
import { Page } from "../ui/Page.tsx";

export function QueuePage() {
  return (
    <Page title={t("queue.title")} class="queue-page">
      <header class="page-head">
        <h1 class="display">{t("queue.title")}</h1>
      </header>
      <QueueList />
    </Page>
  );
}
