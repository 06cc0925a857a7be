/** The language of the pages: chosen by the visitor, else the browser's, else the operator's. */
import { operator } from "virtual:operator";
import { directionOf, preferredLanguage, type Language } from "./languages.ts";
import { en } from "./messages.en.ts";
import { createTexts } from "./texts.ts";

const texts = createTexts(en, {
  de: () => import("./messages.de.ts"),
  ar: () => import("./messages.ar.ts"),
});

export const { language, t } = texts;

export function browserLanguage(): Language {
  return preferredLanguage(navigator.languages, operator.default_language);
}

export async function loadTexts(chosen: Language): Promise<void> {
  await texts.load(chosen);
  document.documentElement.lang = chosen;
  document.documentElement.dir = directionOf(chosen);
}
