import { session } from "../api/session.ts";
import { navigate, route } from "../router/navigation.ts";
import { t } from "../i18n/language.ts";
import { notify } from "../ui/notices.ts";

/** Ends the session; what can only be seen with one is left. */
export async function logOut(): Promise<void> {
  try {
    // The accounts API is a part of its own, which the first paint does not wait for.
    const { accountsApi } = await import("../api/accounts.ts");
    await accountsApi.logOut();
    if (route.peek().page === "account") navigate({ page: "home" });
    await session.ensure({ renew: true });
  } catch {
    // Whoever logs out on a machine of others has to know that they did not.
    notify(navigator.onLine ? t("error.broken") : t("error.offline"));
  }
}
