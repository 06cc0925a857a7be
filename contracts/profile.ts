/** What workers/accounts tells other Workers of people, by RPC. */
import { z } from "zod";
import { accountImageSchema } from "../domain/account.ts";
import { idSchema, marketSchema } from "../domain/catalogue.ts";
import { planSchema } from "../domain/ladder.ts";
import { explicitAccessSchema } from "../domain/playability.ts";

/** What everybody sees. Whoever has no account (any more) has no name. */
export const profileSchema = z.object({ id: idSchema, display_name: z.string().nullable(), image: accountImageSchema.nullable() });
export type Profile = z.infer<typeof profileSchema>;

/** What only the listener and their apps see, as far as scopes go. */
export const ownProfileSchema = profileSchema.extend({
  display_name: z.string(),
  email: z.string(),
  /** The home market. */
  market: marketSchema,
  plan: planSchema,
  explicit: explicitAccessSchema,
});
export type OwnProfile = z.infer<typeof ownProfileSchema>;
