import { notify } from "../../ui/notices.ts";
import { t } from "./i18n/texts.ts";

/** Something to be pasted elsewhere, whole, with a button that copies it. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    notify(t("common.copied"));
  };
  return (
    <div class="copy-field">
      <span class="copy-label">{label}</span>
      <code class="copy-text" dir="ltr">
        {text}
      </code>
      <button type="button" class="button" aria-label={`${t("common.copy")}: ${label}`} onClick={() => void copy().catch(() => undefined)}>
        {t("common.copy")}
      </button>
    </div>
  );
}
