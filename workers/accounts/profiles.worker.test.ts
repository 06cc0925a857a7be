import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { ownProfileSchema, profileSchema } from "../../contracts/profile.ts";
import { changeAccount } from "../../d1/accounts/accounts.ts";
import { openDatabases } from "../../d1/databases.ts";
import { openListener } from "./support/listener.ts";

const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
const newId = () => accounts.newId(crypto.getRandomValues(new Uint8Array(16)));

test("people are known by name and picture, and by nothing else; whoever has no account is left out", async () => {
  const { account: ada } = await openListener({ account: { displayName: "Ada" } });
  const { account: ben } = await openListener({ account: { displayName: "Ben" } });
  const image = { id: newId(), edge: 640 };
  await changeAccount(accounts, ben.id, { image }, { now: Date.now() });
  const found = await exports.Profiles.of([ada.id, newId(), ben.id]);
  expect(found.toSorted((a, b) => (a.display_name ?? "").localeCompare(b.display_name ?? ""))).toEqual([
    { id: ada.id, display_name: "Ada", image: null },
    { id: ben.id, display_name: "Ben", image },
  ]);
  expect(found.map((profile) => profileSchema.parse(profile))).toEqual(found);
});

test("listeners see of themselves what their plan, age and filter come to", async () => {
  const { account } = await openListener({ account: { displayName: "Cleo", plan: "family", market: "FR" } });
  await changeAccount(accounts, account.id, { filterExplicit: true }, { now: Date.now() });
  const own = ownProfileSchema.parse(await exports.Profiles.own(account.id));
  expect(own).toMatchObject({ display_name: "Cleo", email: account.email, market: "FR", plan: "premium", explicit: "filtered" });
  expect(await exports.Profiles.own(newId())).toBeUndefined();
});
