import { t } from "../i18n/language.ts";
import { announcement, dismissNotice, notice } from "../ui/notices.ts";
import { Icon } from "../ui/Icon.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { offline } from "./connection.ts";

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
            <IconButton icon="close" label={t("common.close")} onClick={dismissNotice} />
          </p>
        )}
      </output>
    </>
  );
}
