/** A link from a message that leads nowhere: expired, used, or torn; or the way to the service is. */
import type { ComponentChildren } from "preact";
import { AccountsError } from "../../api/accounts.ts";
import { textOfThrown } from "../forms/problems.ts";
import { t } from "../i18n/texts.ts";
import { EntryLayout } from "./EntryLayout.tsx";

type LinkProblemProps = {
  error: unknown;
  /** What to do when it has expired, or was used. */
  goneText: string;
  retry: () => void;
  /** Where else to go. */
  children?: ComponentChildren;
};

export function LinkProblem({ error, goneText, retry, children }: LinkProblemProps) {
  const code = error instanceof AccountsError ? error.code : "internal";
  if (code === "gone" || code === "conflict" || code === "invalid_request") {
    const torn = code === "invalid_request";
    return (
      <EntryLayout title={torn ? t("verify.broken") : t("verify.gone")} lead={<p>{torn ? t("verify.brokenText") : goneText}</p>}>
        {children !== undefined && <div class="form-actions">{children}</div>}
      </EntryLayout>
    );
  }
  return (
    <EntryLayout title={t("verify.failed")} lead={<p role="alert">{textOfThrown(error)}</p>}>
      <div class="form-actions">
        <button type="button" class="button primary" onClick={retry}>
          {t("verify.retry")}
        </button>
      </div>
    </EntryLayout>
  );
}
