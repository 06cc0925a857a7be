/** A page about the listener's own account: the places of the account beside it. Guests are asked to log in first. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Listener } from "../../../contracts/accounts/session.ts";
import { Link } from "../router/Link.tsx";
import { redirect } from "../router/navigation.ts";
import type { AccountPlace } from "../router/routes.ts";
import { FailedNotice } from "../ui/Loaded.tsx";
import { Page } from "../ui/Page.tsx";
import { loginAddress } from "./entry/continuation.ts";
import { t } from "./i18n/texts.ts";
import { useListener } from "./useListener.ts";

const everybodys: readonly AccountPlace[] = ["overview", "profile", "security", "sessions", "plan", "family", "connections", "developer"];

function placesOf(listener: Listener): readonly AccountPlace[] {
  return listener.roles.includes("admin") ? [...everybodys, "admin"] : everybodys;
}

type AccountLayoutProps = {
  place: AccountPlace;
  /** Drawn once it is known who listens. */
  children: (listener: Listener) => ComponentChildren;
};

export function AccountLayout({ place, children }: AccountLayoutProps) {
  const who = useListener();
  const listener = who.kind === "known" ? who.listener : undefined;
  const title = t(`account.place.${place}`);
  useEffect(() => {
    if (listener === null) redirect(loginAddress());
  }, [listener]);
  const places = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // On a phone they are wider than the window.
    places.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }, [place]);
  return (
    <Page title={title} class="account-page">
      <nav ref={places} class="account-places" aria-label={t("account.label")}>
        <ul>
          {(listener ? placesOf(listener) : everybodys).map((each) => (
            <li key={each}>
              <Link to={{ page: "account", place: each }}>{t(`account.place.${each}`)}</Link>
            </li>
          ))}
        </ul>
      </nav>
      <div class="account-body">
        <header class="page-head">
          <h1 class="display">{title}</h1>
        </header>
        {listener && children(listener)}
        {who.kind === "asking" && <span class="skeleton account-skeleton" />}
        {who.kind === "failed" && <FailedNotice error={who.error} retry={who.retry} />}
      </div>
    </Page>
  );
}
