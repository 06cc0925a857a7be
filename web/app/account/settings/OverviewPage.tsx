import type { Listener } from "../../../../contracts/accounts/session.ts";
import { Avatar } from "../../shell/AccountCorner.tsx";
import { Link } from "../../router/Link.tsx";
import type { AccountPlace } from "../../router/routes.ts";
import { AccountLayout } from "../AccountLayout.tsx";
import { t as account } from "../i18n/texts.ts";
import { t } from "./i18n/texts.ts";

type Linked = Exclude<AccountPlace, "overview">;
const everybodys: readonly Linked[] = ["profile", "security", "sessions", "plan", "family", "connections", "developer"];

function linkedPlaces(listener: Listener): readonly Linked[] {
  return listener.roles.includes("admin") ? [...everybodys, "admin"] : everybodys;
}

function WhoIAm({ listener }: { listener: Listener }) {
  const roles = listener.roles.filter((role) => role !== "listener");
  return (
    <section class="who-i-am">
      <span class="portrait">
        <Avatar listener={listener} />
      </span>
      <div class="thing-text">
        <h2>
          <bdi>{listener.display_name}</bdi>
        </h2>
        <p class="quiet">
          <bdi>{listener.email}</bdi>
        </p>
        <p class="who-badges">
          <span class="thing-badge">{t(`plan.${listener.account_plan}`)}</span>
          {roles.map((role) => (
            <span key={role} class="thing-badge">
              {t(`role.${role}`)}
            </span>
          ))}
        </p>
      </div>
    </section>
  );
}

export function OverviewPage() {
  return (
    <AccountLayout place="overview">
      {(listener) => (
        <>
          <WhoIAm listener={listener} />
          <ul class="place-cards">
            {linkedPlaces(listener).map((place) => (
              <li key={place}>
                <Link class="place-card" to={{ page: "account", place }}>
                  <span class="thing-title">{account(`account.place.${place}`)}</span>
                  <span class="quiet">{t(`overview.${place}.hint`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </AccountLayout>
  );
}
