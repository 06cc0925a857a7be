import { Link } from "../../router/Link.tsx";
import { filled } from "../i18n/filled.tsx";
import { pattern, t } from "../i18n/texts.ts";

/** What whoever creates an account agrees to. */
export function Agreement() {
  const terms = (
    <Link class="inline-link" to={{ page: "legal", document: "terms" }}>
      {t("signup.termsLink")}
    </Link>
  );
  const privacy = (
    <Link class="inline-link" to={{ page: "legal", document: "privacy" }}>
      {t("signup.privacyLink")}
    </Link>
  );
  return <p class="quiet">{filled(pattern("signup.terms"), { terms, privacy })}</p>;
}
