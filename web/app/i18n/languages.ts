/** The languages that there are texts in. */

export const languages = ["en", "de", "ar"] as const;
export type Language = (typeof languages)[number];

const rightToLeft: ReadonlySet<Language> = new Set(["ar"]);

export function isLanguage(text: unknown): text is Language {
  return (languages as readonly unknown[]).includes(text);
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return rightToLeft.has(language) ? "rtl" : "ltr";
}

/** The first of the wished languages (BCP 47) that there are texts in; regions and scripts are not told apart. */
export function preferredLanguage(wished: readonly string[], fallback: string): Language {
  for (const tag of wished) {
    const primary = tag.split("-")[0]?.toLowerCase();
    if (isLanguage(primary)) return primary;
  }
  return isLanguage(fallback) ? fallback : "en";
}
