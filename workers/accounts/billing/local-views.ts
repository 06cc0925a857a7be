/** What the local provider's pages look like. They need no script, and say what they are. */
import { html } from "hono/html";
import type { Offer, PaidPlan } from "../../../domain/plans.ts";
import type { Markup } from "../page.ts";
import { actsOf, type LocalAct, type LocalCustomer } from "./local-customer.ts";

/** The text of the pages' one style sheet; their policy names its hash. */
export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; accent-color: #4f46e5 }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f6f6f8, #111114); color: light-dark(#1d1d22, #ececf0) }
main { box-sizing: border-box; width: min(26rem, 100vw - 2rem); margin: 2rem 0; padding: 2rem; border-radius: 1rem; background: light-dark(#fff, #1b1b20); box-shadow: 0 1rem 3rem rgb(0 0 0 / .15) }
h1 { font-size: 1.25rem; margin: 0 }
.price { font-size: 2rem; font-weight: 650; margin: .25rem 0 1.5rem }
.price small { font-size: 1rem; font-weight: 400 }
label { display: block; margin-bottom: 1rem; font-size: .875rem }
input { box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; border: 1px solid light-dark(#b9b9c2, #55555f); border-radius: .5rem; background: transparent; color: inherit }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem }
button { width: 100%; margin-top: .5rem; padding: .75rem; font: inherit; font-weight: 600; border: 1px solid light-dark(#b9b9c2, #55555f); border-radius: .5rem; background: transparent; color: inherit; cursor: pointer }
button.main { border: 0; background: #4f46e5; color: #fff }
.refusal { padding: .625rem .75rem; border-radius: .5rem; background: light-dark(#fde8e8, #4a1d1d); margin: 0 0 1rem }
.test { margin: 1.5rem 0 0; font-size: .8125rem; opacity: .8 }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 1rem 0 1.5rem }
dd { margin: 0; text-align: end; font-variant-numeric: tabular-nums }
a { color: inherit }
`;

const planNames: Record<PaidPlan, string> = { premium: "Premium", family: "Family" };

export type View = { title: string; content: Markup };

function price({ amount, currency }: Offer): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount / 100);
}

export function showCheckout(checkout: { plan: PaidPlan; offer: Offer; cancel: string; refusal?: string }): View {
  const { plan, offer, cancel, refusal } = checkout;
  const content = html`<h1>Subscribe to ${planNames[plan]}</h1>
    <p class="price">${price(offer)} <small>a month</small></p>
    ${refusal === undefined ? "" : html`<p class="refusal" role="alert">${refusal}</p>`}
    <form method="post">
      <label
        >Card number <input name="card" inputmode="numeric" autocomplete="off" required maxlength="30" placeholder="4242 4242 4242 4242"
      /></label>
      <div class="pair">
        <label>Expires <input name="expiry" value="12 / 34" autocomplete="off" required maxlength="7" /></label>
        <label>Security code <input name="code" value="123" inputmode="numeric" autocomplete="off" required maxlength="4" /></label>
      </div>
      <button class="main">Pay ${price(offer)}</button>
    </form>
    <p><a href="${cancel}">Back without paying</a></p>
    <p class="test">
      No money moves here. 4242 4242 4242 4242 pays; 4000 0000 0000 0341 pays once and fails from then on; 4000 0000 0000 0002 is declined.
    </p>`;
  return { title: `Subscribe to ${planNames[plan]}`, content };
}

const labels: Record<LocalAct, string> = {
  cancel: "Cancel at the end of the period",
  resume: "Do not cancel",
  switch_plan: "Switch to the other plan",
  let_payments_fail: "Let the next payment fail",
  let_payments_succeed: "Let the next payment succeed",
  next_period: "Skip to the next period",
  pay: "Pay what is due, with another card",
  give_up: "Give up collecting: end the subscription",
};

function standing({ facts }: LocalCustomer): string {
  if (facts.status === "ended") return "Ended";
  if (facts.status === "past_due") return "Payment failed";
  return facts.cancelsAtPeriodEnd ? "Active, cancelled" : "Active";
}

export function showPortal(customer: LocalCustomer, { back }: { back: string }): View {
  const { facts, card, revision, invoices } = customer;
  const content = html`<h1>Your ${planNames[facts.plan]} subscription</h1>
    <dl>
      <dt>State</dt>
      <dd>${standing(customer)}</dd>
      <dt>${facts.cancelsAtPeriodEnd || facts.status === "ended" ? "Ends" : "Next payment"}</dt>
      <dd>${new Date(facts.periodEndsAt).toISOString().slice(0, 10)}</dd>
      <dt>Card</dt>
      <dd>•••• ${card.last4}, ${card.pays ? "pays" : "will be refused"}</dd>
      <dt>Invoices</dt>
      <dd>${invoices}</dd>
    </dl>
    <form method="post">
      <input type="hidden" name="revision" value="${revision}" />
      ${actsOf(customer).map((name) => html`<button name="act" value="${name}">${labels[name]}</button>`)}
    </form>
    <p><a href="${back}">Back</a></p>
    <p class="test">No money moves here. What you press is told to the service by its webhook, as a provider would.</p>`;
  return { title: `Your ${planNames[facts.plan]} subscription`, content };
}
