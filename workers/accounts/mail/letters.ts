/** What the service writes to people, in their language. */
import { de } from "./letters.de.ts";
import { en, type Letters } from "./letters.en.ts";

const languages: Record<string, Letters> = { en, de };

/** @param locale BCP 47 */
export function lettersIn(locale: string): Letters {
  return languages[languageOf(locale)] ?? en;
}

/** Of those that letters are written in. @param locale BCP 47 */
export function languageOf(locale: string): string {
  const language = locale.toLowerCase().split("-")[0] ?? "";
  return Object.hasOwn(languages, language) ? language : "en";
}
