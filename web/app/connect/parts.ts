/** Connect as the player shows it, with its texts and styles: fetched after the first paint, when somebody is logged in. */
import "./connect.css";
import "../jam/jam.css";
import { loadJamTexts } from "../jam/i18n/texts.ts";
import { recalledVenue } from "../jam/jam.ts";
import { startConnect } from "./start.ts";

export { DeviceButton } from "./DeviceButton.tsx";
export { PlayingOn } from "./PlayingOn.tsx";

await loadJamTexts();
await startConnect(recalledVenue());
