import fc from "fast-check";
import { expect, test } from "vitest";
import { entitlementOf, homeMarketAbroad, whereaboutsOf, type EntitledAccount, type Sighting } from "./entitlement.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 0, 1);
const atHome: EntitledAccount = {
  plan: "free",
  market: "DE",
  filterExplicit: false,
  birthDate: null,
  abroadMarket: null,
  abroadSince: null,
};

/** An account after a listener was seen so many times, and what the last sighting entitled them to. */
function follow(sightings: readonly Sighting[]) {
  const account = { ...atHome };
  let market = account.market;
  for (const sighting of sightings) {
    ({ market } = entitlementOf(account, sighting));
    Object.assign(account, whereaboutsOf(account, sighting));
  }
  return { account, market };
}

const journeys = fc
  .array(fc.record({ country: fc.constantFrom("DE", "FR", "JP", undefined), days: fc.double({ min: 0, max: 20, noNaN: true }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((steps) => {
    let now = start;
    return steps.map(({ country, days }): Sighting => ({ country, now: (now += Math.round(days * day)) }));
  });

/** The rule as a sentence: away since the first foreign sighting after the last one at home. */
function expectedMarket(sightings: readonly Sighting[]): string {
  const known = sightings.filter(({ country }) => country !== undefined);
  const away = known.slice(known.findLastIndex(({ country }) => country === "DE") + 1);
  const [first] = away;
  const last = sightings.at(-1);
  if (!first || !last || last.now - first.now < homeMarketAbroad) return "DE";
  return away.at(-1)?.country ?? "DE";
}

test("the home market counts for 14 days since the listener was first seen abroad, then the one where they are", () => {
  fc.assert(
    fc.property(journeys, (sightings) => {
      expect(follow(sightings).market).toBe(expectedMarket(sightings));
    }),
    { numRuns: 2000 },
  );
});

test("the last moment of the 14 days is home, the next one is abroad, and one visit home starts them anew", () => {
  const first = { country: "FR", now: start };
  const later = (now: number, country: string | undefined = "FR") => ({ country, now: start + now });
  expect(follow([first, later(homeMarketAbroad - 1)]).market).toBe("DE");
  expect(follow([first, later(homeMarketAbroad)]).market).toBe("FR");
  expect(follow([first, later(homeMarketAbroad, undefined)]).market).toBe("FR");
  expect(follow([first, later(day, "JP"), later(homeMarketAbroad, "JP")]).market).toBe("JP");
  expect(follow([first, later(10 * day, "DE"), later(11 * day), later(20 * day)]).market).toBe("DE");
});

test("seeing the same again changes nothing, so that nothing is written", () => {
  fc.assert(
    fc.property(journeys, fc.constantFrom("DE", "FR", undefined), (sightings, country) => {
      const { account } = follow(sightings);
      const now = (sightings.at(-1)?.now ?? start) + day;
      const once = whereaboutsOf(account, { country, now });
      expect(whereaboutsOf({ ...account, ...once }, { country, now: now + day })).toEqual(once);
    }),
  );
});

test.each([
  ["2010-06-16", false, "under_age"],
  ["2010-06-15", false, "allowed"],
  ["2010-06-16", true, "under_age"],
  ["2010-06-15", true, "filtered"],
  [null, false, "allowed"],
  [null, true, "filtered"],
] as const)("somebody born %s with the filter %s has explicit tracks %s on 15 June 2026", (birthDate, filterExplicit, explicit) => {
  const sighting = { country: undefined, now: Date.UTC(2026, 5, 15) };
  expect(entitlementOf({ ...atHome, birthDate, filterExplicit }, sighting).explicit).toBe(explicit);
});

test("a family's members hear what premium does", () => {
  const planOf = (plan: EntitledAccount["plan"]) => entitlementOf({ ...atHome, plan }, { country: "DE", now: start }).plan;
  expect([planOf("free"), planOf("premium"), planOf("family")]).toEqual(["free", "premium", "premium"]);
});
