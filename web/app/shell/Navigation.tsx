import { logoUrl, operator } from "virtual:operator";
import { t } from "../i18n/language.ts";
import type { MessageKey } from "../i18n/messages.ts";
import { Link } from "../router/Link.tsx";
import { route } from "../router/navigation.ts";
import { legalDocuments, type Route } from "../router/routes.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { AccountCorner } from "./AccountCorner.tsx";
import { Sidebar } from "./laterParts.ts";

type Place = { to: Route; icon: IconName; label: Extract<MessageKey, `nav.${string}`> };

const places: readonly Place[] = [
  { to: { page: "home" }, icon: "home", label: "nav.home" },
  { to: { page: "albums" }, icon: "albums", label: "nav.albums" },
  { to: { page: "artists" }, icon: "artists", label: "nav.artists" },
  { to: { page: "library", place: "playlists" }, icon: "library", label: "nav.library" },
  { to: { page: "queue" }, icon: "queue", label: "nav.queue" },
  { to: { page: "settings" }, icon: "settings", label: "nav.settings" },
];

/** A rail beside the page; at the bottom, in reach of the thumb, on a phone. */
export function Navigation() {
  return (
    <header class="rail">
      <Link class="brand" to={{ page: "home" }}>
        <img src={logoUrl} alt="" width="32" height="32" />
        <span>{operator.name}</span>
      </Link>
      <nav class="places" aria-label={t("nav.label")}>
        <ul>
          {places.map(({ to, icon, label }) => (
            <li key={label} class={`place-${to.page}`}>
              <Link class="place" to={to} current={to.page === route.value.page}>
                <Icon name={icon} />
                <span>{t(label)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Sidebar />
      <AccountCorner />
      <nav class="rail-legal" aria-label={t("nav.legal")}>
        {legalDocuments.map((document) => (
          <Link key={document} to={{ page: "legal", document }}>
            {t(`legal.${document}`)}
          </Link>
        ))}
      </nav>
    </header>
  );
}
