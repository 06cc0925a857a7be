/** The demo's two apps, for whoever tries the OAuth server. Their secret is in the README: only for a service on one's own machine. */
import { putClient } from "../../d1/accounts/clients.ts";
import type { OAuthClientRow } from "../../d1/schema/accounts.ts";
import { grantTypesOf, type AppKind } from "../../domain/oauth/app.ts";
import { hashSecret } from "./oauth/secret.ts";
import type { Services } from "./services.ts";

const demoSecret = "demo-app-secret";

/** As often as anybody likes: they are the same two. */
export async function seedDemoClients({ accounts, now }: Pick<Services, "accounts" | "now">): Promise<void> {
  const web: AppKind = { redirectUris: ["http://127.0.0.1:9999/callback"], confidential: true, device: false };
  const device: AppKind = { redirectUris: [], confidential: false, device: true };
  await putClient(accounts, clientRow("demo-app", "Demo app", web, await hashSecret(demoSecret), now));
  await putClient(accounts, clientRow("demo-device", "Demo loudspeaker", device, null, now));
}

function clientRow(id: string, name: string, kind: AppKind, secretHash: string | null, now: number): OAuthClientRow {
  return {
    id,
    ownerId: null,
    name,
    description: "Part of the demo on this machine.",
    website: null,
    redirectUris: [...kind.redirectUris],
    grantTypes: grantTypesOf(kind),
    secretHash,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}
