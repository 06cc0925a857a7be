/** Who asks. All of it is what the app's developer says of it: foreign text, shown as such. */
import { operator } from "virtual:operator";
import type { AuthorizationView } from "../../../../contracts/accounts/apps.ts";
import { filled } from "../i18n/filled.tsx";
import { pattern, t } from "../i18n/texts.ts";

type Client = AuthorizationView["client"];

export function AppName({ client }: { client: Client }) {
  return <bdi class="app-name">{client.name}</bdi>;
}

/** Who runs it, as far as that is known. */
export function AppOwner({ client }: { client: Client }) {
  if (client.first_party) return <p>{t("consent.firstParty", { operator: operator.name })}</p>;
  if (client.website === null || !URL.canParse(client.website)) return <p>{t("consent.byUnknown", { operator: operator.name })}</p>;
  const website = (
    <a class="inline-link" href={client.website} target="_blank" rel="noreferrer" dir="ltr">
      {new URL(client.website).host}
    </a>
  );
  return <p>{filled(pattern("consent.by"), { website, operator: operator.name })}</p>;
}
