/** What a listener tells of themselves, and how they like to listen. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import { profileChangeSchema, type Profile } from "../../contracts/accounts/session.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeAccount, type AccountChange } from "../../d1/accounts/accounts.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { accountAge, playbackSettingsSchema } from "../../domain/account.ts";
import { faultOfBirthDate, homeMarketUntil, type BirthDateFault } from "../../domain/entitlement.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { countryOfRequest } from "./market.ts";
import { imageOf } from "./account-image.ts";

export const profile = new Hono<AccountsEnv>();

profile.get("/accounts/v1/profile", (context) => context.json(describeProfile(context, context.get("session").account)));

profile.patch("/accounts/v1/profile", async (context) => {
  const wishes = await parseBody(context, profileChangeSchema, { limitBytes: 5000 });
  return context.json(describeProfile(context, await change(context, wishes)));
});

type Wishes = z.infer<typeof profileChangeSchema>;

/** @throws ClientError `unprocessable` with the field */
async function change(context: Context<AccountsEnv>, wishes: Wishes): Promise<AccountRow> {
  const { accounts, now } = context.get("services");
  const { account } = context.get("session");
  const { display_name, birth_date, market, locale, filter_explicit, settings } = wishes;
  if (birth_date !== undefined) refuseBirthDate(account, birth_date, now);
  if (market !== undefined) refuseMarket(context, account, market);
  const changes: AccountChange = {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(birth_date !== undefined && birth_date !== account.birthDate && { birthDate: birth_date }),
    ...(market !== undefined && market !== account.market && { market, abroadMarket: null, abroadSince: null }),
    ...(locale !== undefined && { locale }),
    ...(filter_explicit !== undefined && filter_explicit !== account.filterExplicit && { filterExplicit: filter_explicit }),
    ...(settings !== undefined && { settings: playbackSettingsSchema.parse({ ...account.settings, ...settings }) }),
  };
  // What decides over what may be heard is told to whoever asks later why it changed.
  const told = { birth_date: changes.birthDate, market: changes.market, filter_explicit: changes.filterExplicit };
  const decisive = Object.values(told).some((value) => value !== undefined);
  const entry = { actor: account.id, action: "profile_changed", detail: told } as const;
  return (await changeAccount(accounts, account.id, changes, { now, ...(decisive && { entry }) })) ?? account;
}

const birthDateFaults: Record<BirthDateFault, string> = {
  no_account: `Nobody below ${accountAge} has an account of their own.`,
  grows_older: "Ask support to correct your date of birth.",
};

function refuseBirthDate({ birthDate }: AccountRow, wish: string, now: number): void {
  const fault = faultOfBirthDate(wish, birthDate, now);
  if (fault) throw new ClientError("unprocessable", { message: birthDateFaults[fault], field: "birth_date" });
}

/** Home is where a listener is: nobody picks a catalogue from afar. On one machine, where no place is known, any will do. */
function refuseMarket(context: Context<AccountsEnv>, account: AccountRow, wish: string): void {
  if (context.env.MARKET_SOURCE !== "edge" || wish === account.market || wish === countryOfRequest(context)) return;
  throw new ClientError("unprocessable", { message: "Your home can only be the country that you are in.", field: "market" });
}

export function describeProfile(context: Context<AccountsEnv>, account: AccountRow): Profile {
  const homeUntil = homeMarketUntil(account);
  const { abroadMarket, abroadSince } = account;
  const abroad = abroadMarket !== null && abroadSince !== null && homeUntil !== undefined;
  return {
    id: account.id,
    email: account.email,
    display_name: account.displayName,
    image: imageOf(account, context.get("services").origin),
    birth_date: account.birthDate,
    market: account.market,
    abroad: abroad
      ? { market: abroadMarket, since: new Date(abroadSince).toISOString(), home_until: new Date(homeUntil).toISOString() }
      : null,
    locale: account.locale,
    filter_explicit: account.filterExplicit,
    settings: account.settings,
    roles: account.roles,
    has_password: account.passwordHash !== null,
    created_at: new Date(account.createdAt).toISOString(),
  };
}
