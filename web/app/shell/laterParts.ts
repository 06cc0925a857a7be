/** What is fetched after the first paint: parts that a visitor comes to, never starts with. */
import { lazy } from "../ui/lazy.tsx";

export const NowPlaying = lazy(async () => (await import("../nowPlaying/NowPlaying.tsx")).NowPlaying);
export const QueuePage = lazy(async () => (await import("../pages/QueuePage.tsx")).QueuePage);
export const QueuePanel = lazy(async () => (await import("../queue/QueuePanel.tsx")).QueuePanel);
export const SettingsPage = lazy(async () => (await import("../pages/SettingsPage.tsx")).SettingsPage);
export const LegalPage = lazy(async () => (await import("../pages/LegalPage.tsx")).LegalPage);
export const ShortcutHelp = lazy(async () => (await import("./ShortcutHelpDialog.tsx")).ShortcutHelpDialog);

export const Entry = lazy(async () => (await import("../account/pages.ts")).Entry);
export const Authorization = lazy(async () => (await import("../account/pages.ts")).Authorization);
export const AccountSettings = lazy(async () => (await import("../account/settings/pages.ts")).AccountSettings);
export const FamilyJoin = lazy(async () => (await import("../account/settings/pages.ts")).FamilyJoinPage);

export const LibraryPage = lazy(async () => (await import("../library/pages.ts")).LibraryPage);
export const Sheets = lazy(async () => (await import("../library/sheets.ts")).Sheets);
export const JamPage = lazy(async () => (await import("../jam/pages.ts")).JamPage);
export const Sidebar = lazy(async () => (await import("../library/sidebar.ts")).Sidebar);
export const PlaylistPage = lazy(async () => (await import("../playlist/pages.ts")).PlaylistPage);
