/** The house around the pages: navigation, the page, the queue beside it, the player below. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/language.ts";
import { sheet } from "../library/openers.ts";
import { AlbumPage } from "../pages/AlbumPage.tsx";
import { AlbumsPage } from "../pages/AlbumsPage.tsx";
import { ArtistPage } from "../pages/ArtistPage.tsx";
import { ArtistsPage } from "../pages/ArtistsPage.tsx";
import { HomePage } from "../pages/HomePage.tsx";
import { NothingHere } from "../pages/NothingHere.tsx";
import { TrackPage } from "../pages/TrackPage.tsx";
import { currentItem } from "../player/player.ts";
import { overlay, route, visits } from "../router/navigation.ts";
import type { Route } from "../router/routes.ts";
import { settings } from "../settings/settings.ts";
import { tint } from "../ui/Page.tsx";
import {
  AccountSettings,
  Authorization,
  Entry,
  FamilyJoin,
  JamPage,
  LegalPage,
  LibraryPage,
  NowPlaying,
  PlaylistPage,
  QueuePage,
  QueuePanel,
  SettingsPage,
  Sheets,
  ShortcutHelp,
} from "./laterParts.ts";
import { Navigation } from "./Navigation.tsx";
import { Notices } from "./Notices.tsx";
import { PlayerBar } from "./PlayerBar.tsx";
import { shortcutHelpShown } from "./shortcutHelp.ts";

function pageOf(current: Route): ComponentChildren {
  switch (current.page) {
    case "home":
      return <HomePage />;
    case "albums":
      return <AlbumsPage />;
    case "artists":
      return <ArtistsPage />;
    case "album":
      return <AlbumPage key={current.id} id={current.id} />;
    case "artist":
      return <ArtistPage key={current.id} id={current.id} />;
    case "track":
      return <TrackPage key={current.id} id={current.id} />;
    case "playlist":
      return <PlaylistPage key={current.id} id={current.id} />;
    case "jam":
      return <JamPage key={current.id} id={current.id} />;
    case "library":
      return <LibraryPage place={current.place} />;
    case "queue":
      return <QueuePage />;
    case "settings":
      return <SettingsPage />;
    case "legal":
      return <LegalPage document={current.document} />;
    case "login":
    case "signup":
    case "verify":
    case "forgot":
    case "reset":
      return <Entry page={current.page} />;
    case "consent":
    case "activate":
      return <Authorization page={current.page} />;
    case "account":
      return <AccountSettings place={current.place} />;
    case "family_join":
      return <FamilyJoin />;
    case "not_found":
  }
  return <NothingHere />;
}

/** The focus follows the visitor to a new page, where the screen reader then reads on. */
function useFocusOnVisit() {
  const main = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (visits.value > 0) main.current?.focus({ preventScroll: true });
  }, [visits.value]);
  return main;
}

export function App() {
  const main = useFocusOnVisit();
  const current = route.value;
  const queueBeside = settings.queueShown.value && current.page !== "queue";
  const classes = ["shell", currentItem.value && "has-player", queueBeside && "has-queue"];
  return (
    <div class={classes.filter(Boolean).join(" ")}>
      <div class={tint.value === undefined ? "tint own" : "tint"} style={{ "--tint": tint.value ?? "" }} aria-hidden="true" />
      <a class="skip-link" href="#main">
        {t("nav.skip")}
      </a>
      <Navigation />
      <main id="main" ref={main} tabIndex={-1}>
        {pageOf(current)}
      </main>
      {queueBeside && <QueuePanel />}
      <PlayerBar />
      {overlay.value === "now_playing" && currentItem.value && <NowPlaying />}
      {sheet.value && <Sheets />}
      {shortcutHelpShown.value && <ShortcutHelp />}
      <Notices />
    </div>
  );
}
