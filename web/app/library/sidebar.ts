/** The playlists beside the pages, with their texts and styles: a part that follows the first paint. */
import "./library.css";
import { loadLibraryTexts } from "./i18n/texts.ts";

export { Sidebar } from "./sidebar/Sidebar.tsx";

await loadLibraryTexts();
