import { useEffect } from "preact/hooks";
import { accountsApi } from "../../../api/accounts.ts";
import { session } from "../../../api/session.ts";
import { query } from "../../../router/navigation.ts";
import { AccountLayout } from "../../AccountLayout.tsx";
import { Group } from "../blocks.tsx";
import { t } from "../i18n/texts.ts";
import { Remotely, useRemote } from "../remote.tsx";
import { Invoices } from "./Invoices.tsx";
import { Plans } from "./Plans.tsx";
import { PlanStatus } from "./PlanStatus.tsx";

/** The provider's notice may come after the person has. */
const looksAfterPaying = 10;
const lookEvery = 2000;

/** After a checkout, looks until the plan has changed. */
function useOutcome(isAwaited: boolean, reload: () => Promise<void>): void {
  useEffect(() => {
    if (!isAwaited) return undefined;
    let looks = 0;
    const timer = setInterval(() => {
      if (++looks >= looksAfterPaying) clearInterval(timer);
      void reload();
    }, lookEvery);
    return () => clearInterval(timer);
  }, [isAwaited]);
}

function PlanBody() {
  const remote = useRemote(accountsApi.billing);
  const state = remote.state.value;
  const plan = state.kind === "ready" ? state.value.account_plan : undefined;
  const isBack = query.value.get("checkout") === "done";
  useOutcome(isBack && plan === "free", remote.reload);
  useEffect(() => {
    // The token says what may be heard: it shall say the new plan at once.
    if (plan !== undefined && plan !== session.listener.peek()?.account_plan) session.reconsider().catch(() => undefined);
  }, [plan]);
  return (
    <Remotely remote={remote}>
      {(billing) => (
        <>
          {isBack && billing.account_plan === "free" && <output class="good-notice">{t("billing.back")}</output>}
          <PlanStatus billing={billing} />
          {billing.available ? (
            <Group title={t("billing.plans")}>
              <Plans billing={billing} />
            </Group>
          ) : (
            <p class="quiet">{t("billing.unavailable")}</p>
          )}
          <Group title={t("billing.invoices")}>
            <Invoices />
          </Group>
        </>
      )}
    </Remotely>
  );
}

export function PlanPage() {
  return <AccountLayout place="plan">{(listener) => <PlanBody key={listener.id} />}</AccountLayout>;
}
