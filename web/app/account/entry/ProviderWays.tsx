/** Links to the identity providers that the operator offers. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { IdentityProviderList } from "../../../../contracts/accounts/credentials.ts";
import { accountsApi } from "../../api/accounts.ts";
import { query } from "../../router/navigation.ts";
import { t } from "../i18n/texts.ts";
import { continuation } from "./continuation.ts";
import { isIdentityFailure } from "./identityFailure.ts";

const providers = signal<IdentityProviderList["providers"]>([]);
let asked = false;

async function load(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    ({ providers: providers.value } = await accountsApi.identityProviders());
  } catch {
    // The other ways in are there; the next visit asks again.
    asked = false;
  }
}

function startOf(id: string): string {
  const path = `/accounts/v1/identity-providers/${encodeURIComponent(id)}/start`;
  // What is linked after this login wants one that they did something for.
  const again = query.value.has("again") || query.value.get("error") === "account_exists" ? { again: "1" } : {};
  return `${path}?${new URLSearchParams({ continue: continuation() ?? "/", ...again }).toString()}`;
}

export function ProviderWays() {
  useEffect(() => void load(), []);
  return (
    <>
      {providers.value.map(({ id, name }) => (
        // The way leads over the service to another site: the browser loads it.
        <a key={id} class="button wide" href={startOf(id)}>
          {t("login.provider", { name })}
        </a>
      ))}
    </>
  );
}

/** What became of a way over a provider, as the address says it. */
export function providerProblem(): string | undefined {
  const failure = query.value.get("error");
  if (!isIdentityFailure(failure)) return undefined;
  const id = query.value.get("provider");
  const name = providers.value.find((provider) => provider.id === id)?.name ?? t("provider.unnamed");
  return failure === "registration_closed" ? t("provider.registration_closed") : t(`provider.${failure}`, { name });
}
