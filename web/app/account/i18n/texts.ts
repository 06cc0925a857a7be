/** The texts of the pages about accounts: a catalogue of their own, which follows the language of the pages. */
import { createTexts } from "../../i18n/texts.ts";
import { loaderOf } from "./loader.ts";
import { en } from "./messages.en.ts";

export type AccountMessageKey = keyof typeof en;

const texts = createTexts(en, {
  de: () => import("./messages.de.ts"),
  ar: () => import("./messages.ar.ts"),
});

export const { t } = texts;

/** A text with its placeholders still in it, for `filled`. */
export function pattern(key: { [Key in AccountMessageKey]: (typeof en)[Key] extends string ? Key : never }[AccountMessageKey]): string {
  return texts.pattern(key);
}

export const loadAccountTexts = loaderOf(texts);
