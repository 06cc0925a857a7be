import type { clientSummarySchema } from "../../../contracts/accounts/apps.ts";
import type { z } from "zod";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";

/** What a listener is told of an app. */
export function describeClient(client: OAuthClientRow): z.infer<typeof clientSummarySchema> {
  const { id, name, description, website } = client;
  return { id, name, description, website, first_party: client.ownerId === null };
}
