/** What the listener has now, and what becomes of it. */
import type { Billing } from "../../../../../contracts/accounts/billing.ts";
import { language } from "../../../i18n/language.ts";
import { t } from "../i18n/texts.ts";
import { formatDay } from "../logic/dates.ts";
import { PortalButton } from "./PortalButton.tsx";

type Subscription = NonNullable<Billing["subscription"]>;

function day(moment: string): string {
  return formatDay(moment, language.value);
}

function sentenceOf({ plan: id, status, period_ends_at, cancels_at_period_end, grace_until }: Subscription): string {
  const plan = t(`plan.${id}`);
  switch (status) {
    case "past_due":
      return t("billing.grace", { plan, date: day(grace_until ?? period_ends_at) });
    case "ended":
      return t("billing.ended", { plan, date: day(period_ends_at) });
    case "active":
  }
  return t(cancels_at_period_end ? "billing.cancelled" : "billing.renews", { plan, date: day(period_ends_at) });
}

export function PlanStatus({ billing }: { billing: Billing }) {
  const { subscription, account_plan: plan } = billing;
  if (subscription && (subscription.status !== "ended" || plan === "free")) {
    const failed = subscription.status === "past_due";
    return (
      <div class={failed ? "plan-status failed" : "plan-status"} role={failed ? "alert" : undefined}>
        {failed && <h2>{t("billing.graceTitle")}</h2>}
        <p>{sentenceOf(subscription)}</p>
        {subscription.status !== "ended" && <PortalButton primary={failed} />}
      </div>
    );
  }
  if (plan === "free") return null;
  return <p class="plan-status">{plan === "family" ? t("billing.ofFamily") : t("billing.given", { plan: t(`plan.${plan}`) })}</p>;
}
