/** The page of a playlist, with its texts and styles: one part that is fetched when one is first opened. */
import "./playlist.css";
import { loadPlaylistTexts } from "./i18n/texts.ts";

export { PlaylistPage } from "./PlaylistPage.tsx";

await loadPlaylistTexts();
