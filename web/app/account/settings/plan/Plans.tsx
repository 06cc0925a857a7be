/** The plans side by side. */
import type { ComponentChildren } from "preact";
import type { Billing } from "../../../../../contracts/accounts/billing.ts";
import type { AccountPlan, PaidPlan } from "../../../../../domain/plans.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { language } from "../../../i18n/language.ts";
import { BusyButton } from "../../forms/SubmitButton.tsx";
import { t, type SettingsMessageKey } from "../i18n/texts.ts";
import { formatPrice } from "../logic/price.ts";
import { useDeparture } from "../../forms/useWork.ts";
import { Problem } from "../../forms/Problem.tsx";

type Feature = Extract<SettingsMessageKey, `billing.${AccountPlan}.${string}`>;

const features: Record<AccountPlan, readonly Feature[]> = {
  free: ["billing.free.1", "billing.free.2"],
  premium: ["billing.premium.1", "billing.premium.2", "billing.premium.3"],
  family: ["billing.family.1", "billing.family.2", "billing.family.3"],
};

function Choose({ plan }: { plan: PaidPlan }) {
  const { busy, problem, leave } = useDeparture(() => accountsApi.checkOut({ plan }));
  return (
    <>
      <Problem text={problem} />
      <BusyButton busy={busy} onClick={leave}>
        {t("billing.choose", { plan: t(`plan.${plan}`) })}
      </BusyButton>
    </>
  );
}

type PlanCardProps = { plan: AccountPlan; price: string; isMine: boolean; children?: ComponentChildren };

function PlanCard({ plan, price, isMine, children }: PlanCardProps) {
  return (
    <li class={isMine ? "plan-card mine" : "plan-card"}>
      <h3>{t(`plan.${plan}`)}</h3>
      <p class="plan-price">{price}</p>
      <ul class="plan-features">
        {features[plan].map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
      <div class="plan-act">{isMine ? <span class="thing-badge">{t("billing.yours")}</span> : children}</div>
    </li>
  );
}

export function Plans({ billing }: { billing: Billing }) {
  const { offers, account_plan: mine, subscription } = billing;
  // Who pays already changes the plan where the payments are managed: two subscriptions would be two bills.
  const maySubscribe = !subscription || subscription.status === "ended";
  return (
    <ul class="plan-cards">
      <PlanCard plan="free" price={t("billing.nothing")} isMine={mine === "free"} />
      {offers.map(({ plan, amount, currency }) => (
        <PlanCard
          key={plan}
          plan={plan}
          price={t("billing.perMonth", { price: formatPrice(amount, currency, language.value) })}
          isMine={mine === plan}
        >
          {maySubscribe && <Choose plan={plan} />}
        </PlanCard>
      ))}
    </ul>
  );
}
