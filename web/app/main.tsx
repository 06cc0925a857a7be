/** The player's pages: begins what takes time, then draws. */
import "virtual:operator.css";
import "./styles/index.css";
import { render } from "preact";
import { startAskingAhead } from "./boot.ts";
import { startFollowingKept } from "./library/kept.ts";
import { startMediaSession } from "./player/mediaSession.ts";
import { startPositionClock } from "./player/position.ts";
import { startShortcuts } from "./player/shortcuts.ts";
import { startNavigation } from "./router/navigation.ts";
import { applySettings } from "./settings/applySettings.ts";
import { startFollowingAccount } from "./settings/followAccount.ts";
import { App } from "./shell/App.tsx";
import { watchConnection } from "./shell/connection.ts";
import { connectLater } from "./shell/connectLater.ts";
import { startFollowingListener } from "./shell/followListener.ts";
import { startDocumentTitle } from "./ui/Page.tsx";

function registerServiceWorker(): void {
  if (!isBuilt || !("serviceWorker" in navigator)) return;
  // Without it the player works all the same, only not without a network.
  addEventListener("load", () => void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
}

startAskingAhead();
startNavigation();
startPositionClock();
startMediaSession();
startShortcuts();
startDocumentTitle();
watchConnection();
startFollowingListener();
startFollowingKept();
startFollowingAccount();
registerServiceWorker();

await applySettings();
const root = document.getElementById("app");
if (root) render(<App />, root);
connectLater();
