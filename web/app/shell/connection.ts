/** Whether the browser is on a network; when it comes back, what failed is asked for again. */
import { signal } from "@preact/signals";
import { retryAllFailed } from "../api/catalogue.ts";
import { t } from "../i18n/language.ts";
import { notify } from "../ui/notices.ts";

export const offline = signal(!navigator.onLine);

export function watchConnection(): void {
  addEventListener("offline", () => {
    offline.value = true;
  });
  addEventListener("online", () => {
    offline.value = false;
    notify(t("offline.back"));
    retryAllFailed();
  });
}
