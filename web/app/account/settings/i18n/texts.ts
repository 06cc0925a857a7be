/** The texts of the pages where an account is looked after: a catalogue of their own, which follows the language of the pages. */
import { createTexts } from "../../../i18n/texts.ts";
import { loaderOf } from "../../i18n/loader.ts";
import { en } from "./messages.en.ts";

export type SettingsMessageKey = keyof typeof en;

const texts = createTexts(en, {
  de: () => import("./messages.de.ts"),
  ar: () => import("./messages.ar.ts"),
});

export const { t } = texts;

export const loadSettingsTexts = loaderOf(texts);
