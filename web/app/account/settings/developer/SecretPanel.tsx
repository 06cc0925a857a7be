import { useEffect, useRef } from "preact/hooks";
import { CopyField } from "../CopyField.tsx";
import { t } from "../i18n/texts.ts";

/** The secret of an app, this once: the service itself keeps only its hash. */
export function SecretPanel({ secret, onKept }: { secret: string; onKept: () => void }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), [secret]);
  return (
    <section class="secret-panel" aria-label={t("developer.secret")} tabIndex={-1} ref={panel}>
      <p>{t("developer.secret.once")}</p>
      <CopyField label={t("developer.secret")} text={secret} />
      <button type="button" class="button" onClick={onKept}>
        {t("developer.secret.done")}
      </button>
    </section>
  );
}
