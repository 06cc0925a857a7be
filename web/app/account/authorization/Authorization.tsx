/** The pages on which a listener decides about an app or a device. Both are only for listeners: guests log in first. */
import { useEffect } from "preact/hooks";
import type { AuthorizationPage } from "../../router/routes.ts";
import { redirect } from "../../router/navigation.ts";
import { loginAddress } from "../entry/continuation.ts";
import { EntryLayout } from "../entry/EntryLayout.tsx";
import { LinkProblem } from "../entry/LinkProblem.tsx";
import { t } from "../i18n/texts.ts";
import { useListener } from "../useListener.ts";
import { ActivatePage } from "./ActivatePage.tsx";
import { ConsentPage } from "./ConsentPage.tsx";

export function Authorization({ page }: { page: AuthorizationPage }) {
  const who = useListener();
  const isGuest = who.kind === "known" && who.listener === null;
  useEffect(() => {
    if (isGuest) redirect(loginAddress());
  }, [isGuest]);
  if (who.kind === "failed") return <LinkProblem error={who.error} goneText="" retry={who.retry} />;
  if (who.kind !== "known" || who.listener === null) return <EntryLayout title={t("verify.wait")}>{null}</EntryLayout>;
  return page === "consent" ? <ConsentPage listener={who.listener} /> : <ActivatePage />;
}
