/** Which provider takes the money here, if any. */
import { ClientError } from "../../../contracts/errors.ts";
import type { Services } from "../services.ts";
import { openLocal } from "./local.ts";
import type { BillingProvider, BillingProviderName } from "./provider.ts";
import { openStripe } from "./stripe.ts";

export type BillingBindings = {
  /** `off`, `local` or `stripe`. */
  BILLING: string;
  STRIPE_PRICES: string;
  STRIPE_SECRETS: string;
};

/** @returns undefined where nothing is sold; nor is it by the local provider anywhere but on a machine of one's own */
export function openBilling(
  env: BillingBindings,
  { origin, isOnOwnMachine, now, seal }: Pick<Services, "origin" | "isOnOwnMachine" | "now" | "seal">,
): BillingProvider | undefined {
  switch (env.BILLING) {
    case "stripe":
      return openStripe({ secrets: env.STRIPE_SECRETS, prices: env.STRIPE_PRICES, origin, now });
    case "local":
      return isOnOwnMachine ? openLocal({ seal, origin, now }) : undefined;
    case "off":
      return undefined;
    default:
      throw new Error(`BILLING is "${env.BILLING}", which is none of off, local, stripe`);
  }
}

/** @throws ClientError `not_found` where another provider, or none, takes the money */
export function requireBilling(
  env: BillingBindings,
  services: Pick<Services, "origin" | "isOnOwnMachine" | "now" | "seal">,
  name?: BillingProviderName,
): BillingProvider {
  const provider = openBilling(env, services);
  if (!provider || (name !== undefined && provider.name !== name)) throw new ClientError("not_found", { message: "Nothing is sold here." });
  return provider;
}
