/** Listeners as others see them: who added something, who is here. */
import type { PublicUser } from "../../../contracts/web-api/users.ts";
import { getJson } from "./client.ts";
import { createResources } from "./resource.ts";

/** Keys are accounts' ids. */
export const people = createResources<PublicUser>((id) => getJson(`/v1/users/${encodeURIComponent(id)}`), {
  now: () => performance.now(),
  freshFor: 300_000,
  capacity: 200,
});
