/** What an account is entitled to where its listener is now. */
import { accountAge, ageAt } from "./account.ts";
import type { Plan } from "./ladder.ts";
import { entitledPlan, type AccountPlan } from "./plans.ts";
import type { ExplicitAccess } from "./playability.ts";

export type Entitlement = { plan: Plan; market: string; explicit: ExplicitAccess };

/** Below this age, in whole years, what is marked explicit is out of reach, whatever the listener's own filter says. */
export const explicitAge = 16;

/** How long a listener who is seen in another country goes on to have the home market's catalogue, milliseconds. */
export const homeMarketAbroad = 14 * 24 * 3600 * 1000;

/** Where a listener was last seen outside of the home market, and since when they have been away; null while at home. */
export type Whereabouts = { abroadMarket: string | null; abroadSince: number | null };

export type EntitledAccount = Whereabouts & {
  plan: AccountPlan;
  /** The home market. */
  market: string;
  filterExplicit: boolean;
  /** ISO 8601 date; null: not told, and taken for grown up. */
  birthDate: string | null;
};

/** @param country ISO 3166-1 alpha-2; undefined where nobody knows, and then nothing is learnt. @param now milliseconds since 1970 */
export type Sighting = { country: string | undefined; now: number };

/** What is known of a listener's whereabouts once they are seen: being home once starts the time abroad anew. */
export function whereaboutsOf(account: Whereabouts & { market: string }, { country, now }: Sighting): Whereabouts {
  if (country === undefined) return { abroadMarket: account.abroadMarket, abroadSince: account.abroadSince };
  if (country === account.market) return { abroadMarket: null, abroadSince: null };
  // From one foreign country to the next, the listener is still the same time away.
  return { abroadMarket: country, abroadSince: account.abroadSince ?? now };
}

/** When the home market ceases to count, milliseconds since 1970; undefined at home. */
export function homeMarketUntil({ abroadSince }: Whereabouts): number | undefined {
  return abroadSince === null ? undefined : abroadSince + homeMarketAbroad;
}

export type BirthDateFault = "no_account" | "grows_older";

/** What is wrong with a date of birth: whoever is too young for something does not grow older by saying so. @param known null: not told yet */
export function faultOfBirthDate(wish: string, known: string | null, now: number): BirthDateFault | undefined {
  if (ageAt(wish, now) < accountAge) return "no_account";
  return known !== null && wish < known && ageAt(known, now) < explicitAge ? "grows_older" : undefined;
}

export function entitlementOf(account: EntitledAccount, sighting: Sighting): Entitlement {
  const whereabouts = whereaboutsOf(account, sighting);
  const until = homeMarketUntil(whereabouts);
  const countsAsHome = until === undefined || sighting.now < until;
  return {
    plan: entitledPlan(account.plan),
    market: countsAsHome ? account.market : (whereabouts.abroadMarket ?? account.market),
    explicit: explicitAccessOf(account, sighting.now),
  };
}

function explicitAccessOf({ birthDate, filterExplicit }: EntitledAccount, now: number): ExplicitAccess {
  if (birthDate !== null && ageAt(birthDate, now) < explicitAge) return "under_age";
  return filterExplicit ? "filtered" : "allowed";
}
