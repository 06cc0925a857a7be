/** Why a playlist can't be seen. Whether there is one at an address is not told to who may not read it. */
import { useEffect } from "preact/hooks";
import { session } from "../api/session.ts";
import { t as app } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { Icon } from "../ui/Icon.tsx";
import { announce } from "../ui/notices.ts";
import { Page } from "../ui/Page.tsx";
import { t } from "./i18n/texts.ts";

export function NotReadable({ why, name }: { why: "unknown" | "forbidden" | "ended"; name?: string | undefined }) {
  const title = why === "unknown" ? t("lost.unknown") : why === "ended" ? t("lost.ended") : t("lost.forbidden");
  const isGuest = session.listener.value === null;
  useEffect(() => announce(title), [title]);
  return (
    <Page title={name ?? title} class="pl-page">
      <section class="empty-state">
        <span class="empty-mark">
          <Icon name="hidden" />
        </span>
        <h1>{title}</h1>
        <p>{why === "forbidden" ? t("lost.forbiddenHint") : isGuest ? t("lost.guestHint") : t("lost.hint")}</p>
        {isGuest ? (
          <Link class="button primary" to={{ page: "login" }} query={{ continue: `${location.pathname}${location.search}` }}>
            {app("session.logIn")}
          </Link>
        ) : (
          <Link class="button" to={{ page: "home" }}>
            {app("notFound.home")}
          </Link>
        )}
      </section>
    </Page>
  );
}
