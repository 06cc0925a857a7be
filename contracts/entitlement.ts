/** What workers/accounts tells other Workers of a listener right now, by RPC. */
import { z } from "zod";
import { marketSchema } from "../domain/catalogue.ts";
import { planSchema } from "../domain/ladder.ts";
import { explicitAccessSchema } from "../domain/playability.ts";

export const currentEntitlementSchema = z.discriminatedUnion("live", [
  /** The session ended, or is not the account's. */
  z.object({ live: z.literal(false) }),
  z.object({ live: z.literal(true), plan: planSchema, market: marketSchema, explicit: explicitAccessSchema }),
]);
export type CurrentEntitlement = z.infer<typeof currentEntitlementSchema>;
