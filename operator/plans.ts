/** What is sold here, and what it lets its listener hear. Built into the Workers: change it, then start or deploy again. */
import { tiers, type Tier } from "../domain/ladder.ts";
import { onEveryDevice, type PlanTable } from "../domain/plan-table.ts";
import type { Offer } from "../domain/plans.ts";

/** Up to 160 kbps. */
const free: Tier[] = ["aac-128", "vorbis-24", "vorbis-96", "vorbis-160", "opus-24"];

/** Any track at any time. A plan that plays contexts shuffled and skips six tracks an hour: `{ shuffleOnly: true, skipsAnHour: 6 }`. */
const onDemand = { shuffleOnly: false, skipsAnHour: null };

/**
 * Whoever listens for free does so on demand and on every device, up to 160 kbps, online; premium hears and keeps everything.
 * A plan that should fall silent on some kind of device gets an empty list there: `{ ...onEveryDevice(free), automobile: [] }`.
 */
export const planTable: PlanTable = {
  free: { hears: onEveryDevice(free), offline: false, ...onDemand },
  premium: { hears: onEveryDevice(tiers), offline: true, ...onDemand },
};

/**
 * What is shown where plans are chosen: a month's price in the currency's smallest unit (ISO 4217, small letters). What is
 * charged is the billing provider's price (STRIPE_PRICES); keep the two alike.
 */
export const offers: readonly Offer[] = [
  { plan: "premium", amount: 999, currency: "eur" },
  { plan: "family", amount: 1599, currency: "eur" },
];
