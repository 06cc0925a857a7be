/** The pages where an account is looked after, with their texts and styles: one part that is fetched when one of them is first opened. */
import "../styles/index.css";
import "./styles/index.css";
import { loadAccountTexts } from "../i18n/texts.ts";
import { loadSettingsTexts } from "./i18n/texts.ts";

export { AccountSettings } from "./AccountSettings.tsx";
export { FamilyJoinPage } from "./FamilyJoinPage.tsx";

await Promise.all([loadAccountTexts(), loadSettingsTexts()]);
