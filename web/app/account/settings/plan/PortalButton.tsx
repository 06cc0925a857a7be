import { accountsApi } from "../../../api/accounts.ts";
import { BusyButton } from "../../forms/SubmitButton.tsx";
import { t } from "../i18n/texts.ts";
import { useDeparture } from "../../forms/useWork.ts";
import { Problem } from "../../forms/Problem.tsx";

export function PortalButton({ primary = false }: { primary?: boolean }) {
  const { busy, problem, leave } = useDeparture(accountsApi.openPortal);
  return (
    <div class="button-line">
      <BusyButton busy={busy} kind={primary ? "primary" : "plain"} onClick={leave}>
        {t("billing.manage")}
      </BusyButton>
      <span class="quiet">{t("billing.manage.hint")}</span>
      <Problem text={problem} />
    </div>
  );
}
