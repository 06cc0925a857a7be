import { t } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { Page } from "../ui/Page.tsx";

export function NothingHere() {
  return (
    <Page title={t("notFound.title")} class="nothing-page">
      <section class="empty-state">
        <span class="empty-mark" aria-hidden="true">
          404
        </span>
        <h1>{t("notFound.title")}</h1>
        <p>{t("notFound.text")}</p>
        <Link class="button" to={{ page: "home" }}>
          {t("notFound.home")}
        </Link>
      </section>
    </Page>
  );
}
