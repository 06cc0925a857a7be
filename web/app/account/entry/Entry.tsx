/** The pages on the way into an account. */
import type { EntryPage } from "../../router/routes.ts";
import { EntryLayout } from "./EntryLayout.tsx";
import { t } from "../i18n/texts.ts";

export function Entry({ page }: { page: EntryPage }) {
  return <EntryLayout title={t(`${page}.title`)}>{null}</EntryLayout>;
}
