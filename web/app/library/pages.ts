/** The library's pages with their texts and styles: one part that is fetched when one of them is first opened. */
import "./library.css";
import { loadLibraryTexts } from "./i18n/texts.ts";

export { LibraryPage } from "./pages/LibraryPage.tsx";

await loadLibraryTexts();
