/** The pages on the way into an account, with their texts and styles: one part that is fetched when one of them is first opened. */
import "./styles/index.css";
import { loadAccountTexts } from "./i18n/texts.ts";

export { Authorization } from "./authorization/Authorization.tsx";
export { Entry } from "./entry/Entry.tsx";

await loadAccountTexts();
