/** The pages on which a listener decides about an app. */
import type { AuthorizationPage } from "../../router/routes.ts";
import { EntryLayout } from "../entry/EntryLayout.tsx";
import { t } from "../i18n/texts.ts";

export function Authorization({ page }: { page: AuthorizationPage }) {
  return <EntryLayout title={page === "consent" ? "" : t("activate.title")}>{null}</EntryLayout>;
}
