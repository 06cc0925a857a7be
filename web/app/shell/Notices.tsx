import { t } from "../i18n/language.ts";
import { announcement, dismissNotice, notice, type NoticeAction } from "../ui/notices.ts";
import { Icon } from "../ui/Icon.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { offline } from "./connection.ts";

function NoticeButton({ action }: { action: NoticeAction }) {
  const act = () => {
    dismissNotice();
    action.run();
  };
  return (
    <button type="button" class="notice-action" onClick={act}>
      {action.label}
    </button>
  );
}

/** What is said in passing. The live regions are always there, as screen readers want them. */
export function Notices() {
  const shown = notice.value;
  return (
    <>
      <output class="visually-hidden">{announcement.value}</output>
      <output class="notices">
        {offline.value && (
          <p class="notice offline-notice">
            <Icon name="offline" />
            {t("offline.notice")}
          </p>
        )}
        {shown && (
          <p class="notice" key={shown.id}>
            {shown.text}
            {shown.action && <NoticeButton action={shown.action} />}
            <IconButton icon="close" label={t("common.close")} onClick={dismissNotice} />
          </p>
        )}
      </output>
    </>
  );
}
