import fc from "fast-check";
import { expect, test } from "vitest";
import {
  followInvoice,
  followSubscription,
  graceUntil,
  isTie,
  judgeCheckout,
  pastDueSince,
  paymentGrace,
  planOfAll,
  type InvoiceFacts,
  type InvoiceState,
  type Notice,
  type SubscriptionFacts,
  type SubscriptionState,
} from "./billing.ts";

/** Few moments for many notices: most of them share theirs with another. */
const moments = fc.integer({ min: 1, max: 6 });

const subscriptionNotices = fc.uniqueArray(
  fc.record<Notice<SubscriptionFacts>>({
    id: fc.stringMatching(/^evt_[a-z]{3}$/),
    at: moments,
    facts: fc.record({
      plan: fc.constantFrom("premium", "family"),
      status: fc.constantFrom("active", "past_due", "ended"),
      periodEndsAt: moments,
      cancelsAtPeriodEnd: fc.boolean(),
    }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
);
const invoiceNotices = fc.uniqueArray(
  fc.record<Notice<InvoiceFacts>>({
    id: fc.stringMatching(/^evt_[a-z]{3}$/),
    at: moments,
    facts: fc.record({
      subscriptionId: fc.constant("sub_1"),
      number: fc.constantFrom(null, "A-1"),
      status: fc.constantFrom("open", "paid", "failed", "void"),
      amount: fc.integer({ min: 0, max: 9 }),
      currency: fc.constant("eur"),
      issuedAt: moments,
      url: fc.constant(null),
    }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
);

/** The same notices in any order, some of them again. */
function disordered<Value>(notices: fc.Arbitrary<Value[]>): fc.Arbitrary<{ notices: Value[]; received: Value[] }> {
  return notices.chain((all) =>
    fc
      .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.constantFrom(...all), { maxLength: 8 }))
      .chain(([once, again]) => {
        const received = [...once, ...again];
        return fc.record({
          notices: fc.constant(all),
          received: fc.shuffledSubarray(received, { minLength: received.length }),
        });
      }),
  );
}

const followAll = (notices: readonly Notice<SubscriptionFacts>[]): SubscriptionState | undefined =>
  notices.reduce<SubscriptionState | undefined>((known, notice) => followSubscription(known, notice), undefined);
const followInvoices = (notices: readonly Notice<InvoiceFacts>[]): InvoiceState | undefined =>
  notices.reduce<InvoiceState | undefined>(followInvoice, undefined);

test("the same notices of a subscription, in any order and however often, end in the same state", () => {
  fc.assert(
    fc.property(disordered(subscriptionNotices), ({ notices, received }) => {
      expect(followAll(received)).toEqual(followAll(notices));
    }),
    { numRuns: 3000 },
  );
});

test("the same notices of an invoice, in any order and however often, end in the same state", () => {
  fc.assert(
    fc.property(disordered(invoiceNotices), ({ notices, received }) => {
      expect(followInvoices(received)).toEqual(followInvoices(notices));
    }),
    { numRuns: 3000 },
  );
});

test("what the provider said last is what counts, and a missing payment counts from when it was first missed", () => {
  fc.assert(
    fc.property(disordered(subscriptionNotices), ({ notices, received }) => {
      const state = followAll(received);
      if (!state) return;
      const last = Math.max(...notices.map(({ at }) => at));
      expect(notices.filter(({ at }) => at === last).map(({ facts }) => facts)).toContainEqual({
        plan: state.plan,
        status: state.status,
        periodEndsAt: state.periodEndsAt,
        cancelsAtPeriodEnd: state.cancelsAtPeriodEnd,
      });
      const paid = Math.max(0, ...notices.filter(({ facts }) => facts.status !== "past_due").map(({ at }) => at));
      const missed = notices.filter(({ at, facts }) => facts.status === "past_due" && at > paid).map(({ at }) => at);
      expect(pastDueSince(state)).toBe(missed.length === 0 ? null : Math.min(...missed));
    }),
    { numRuns: 3000 },
  );
});

const facts: SubscriptionFacts = { plan: "premium", status: "active", periodEndsAt: 0, cancelsAtPeriodEnd: false };
const at = (time: number, change: Partial<SubscriptionFacts> = {}): Notice<SubscriptionFacts> => ({
  id: `evt_${time}`,
  at: time,
  facts: { ...facts, ...change },
});
const planAfter = (notices: Notice<SubscriptionFacts>[], now: number) =>
  planOfAll(
    [followAll(notices)].filter((state) => !!state),
    now,
  );

test("a failed payment leaves the plan for seven days from the first failure, and a payment brings it back", () => {
  const failed = at(1000, { status: "past_due" });
  const again = at(2000, { status: "past_due" });
  expect(graceUntil(followSubscription(undefined, failed))).toBe(1000 + paymentGrace);
  expect(planAfter([at(1), failed, again], 999 + paymentGrace)).toBe("premium");
  expect(planAfter([at(1), failed, again], 1000 + paymentGrace)).toBe("free");
  expect(planAfter([at(1), failed, again, at(3000)], 5000 + paymentGrace)).toBe("premium");
  expect(planAfter([at(1), failed, at(1500), again], 1999 + paymentGrace)).toBe("premium");
});

test("what ended is free at once, and of two subscriptions the better one counts", () => {
  expect(planAfter([at(1), at(2, { status: "ended" })], 2)).toBe("free");
  expect(planAfter([at(2, { status: "ended" }), at(2)], 2)).toBe("free");
  const family = followSubscription(undefined, at(1, { plan: "family" }));
  const premium = followSubscription(undefined, at(1));
  expect(planOfAll([premium, family], 2)).toBe("family");
  expect(planOfAll([premium, followSubscription(family, at(2, { plan: "family", status: "ended" }))], 2)).toBe("premium");
  expect(planOfAll([], 2)).toBe("free");
});

test("an invoice that was paid stays paid, whatever of the same second comes later", () => {
  const invoice: InvoiceFacts = {
    subscriptionId: "sub_1",
    number: "A-1",
    status: "open",
    amount: 999,
    currency: "eur",
    issuedAt: 1,
    url: null,
  };
  const paid = { id: "evt_a", at: 5, facts: { ...invoice, status: "paid" as const } };
  expect(followInvoices([paid, { id: "evt_b", at: 5, facts: invoice }, { id: "evt_c", at: 4, facts: invoice }])?.status).toBe("paid");
});

test("notices of one second that say the same are no tie, and what the provider says of one stands, with its payments", () => {
  const known = followAll([at(5)]);
  expect(isTie(known, { ...at(5), id: "evt_other" })).toBe(false);
  expect(isTie(known, at(5, { status: "past_due" }))).toBe(false);
  expect(isTie(known, { ...at(6, { status: "past_due" }), id: "evt_other" })).toBe(false);
  const other = { ...at(5, { status: "past_due" }), id: "evt_other" };
  expect(isTie(known, other)).toBe(true);
  const state = followSubscription(known, other, other.facts);
  expect([state.status, pastDueSince(state)]).toEqual(["past_due", 5]);
});

test.each([
  ["nothing runs", [], { plan: "free", familyOwnerId: null }, "pay"],
  ["a family pays", [], { plan: "family", familyOwnerId: "owner" }, "family_pays"],
  ["a family paid once", [], { plan: "free", familyOwnerId: "owner" }, "pay"],
  ["that plan runs", [{ plan: "premium", status: "active", provider: "stripe" }], { plan: "premium", familyOwnerId: null }, "subscribed"],
  ["it is to be paid", [{ plan: "premium", status: "past_due", provider: "stripe" }], { plan: "premium", familyOwnerId: null }, "manage"],
  ["another plan runs", [{ plan: "family", status: "active", provider: "stripe" }], { plan: "family", familyOwnerId: null }, "change"],
  [
    "another provider has it",
    [{ plan: "family", status: "active", provider: "local" }],
    { plan: "family", familyOwnerId: null },
    "runs_elsewhere",
  ],
  ["it ended", [{ plan: "premium", status: "ended", provider: "local" }], { plan: "free", familyOwnerId: null }, "pay"],
] as const)("who wishes to pay for premium where %s is answered", (_, states, account, answer) => {
  const known = states.map((state) => ({ ...facts, ...state, updatedAt: 0, updatedBy: "", paidAt: 0, unpaidAt: [] }));
  const verdict = judgeCheckout({ plan: "premium", provider: "stripe" }, known, account);
  const said = verdict.kind === "refused" ? verdict.why : verdict.kind === "manage" && verdict.changes ? "change" : verdict.kind;
  expect(said).toBe(answer);
});
