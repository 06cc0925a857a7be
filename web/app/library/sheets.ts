/** What opens over the pages, with its texts and styles: one part that is fetched when one of it is first opened. */
import "./library.css";
import { loadLibraryTexts } from "./i18n/texts.ts";

export { Sheets } from "./sheets/Sheets.tsx";

await loadLibraryTexts();
