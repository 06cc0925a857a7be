/** The pages about accounts, with their texts and styles: one part that is fetched when one of them is first opened. */
import "./account.css";
import { loadAccountTexts } from "./i18n/texts.ts";

export { Authorization } from "./authorization/Authorization.tsx";
export { Entry } from "./entry/Entry.tsx";
export { AccountSettings } from "./settings/AccountSettings.tsx";

await loadAccountTexts();
