/** What the service writes to people, in their language. */
import { de } from "./letters.de.ts";
import { en } from "./letters.en.ts";

export type Letter = {
  subject: string;
  /** Paragraphs before the button. */
  before: string[];
  /** What there is to do. */
  action?: { label: string; url: string };
  after?: string[];
};
export type Letters = typeof en;
/** What every letter may name: the operator's name, and where the service is. */
export type Letterhead = { service: string; site: string };

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
