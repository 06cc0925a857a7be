/** Moments as people say them. Pure: the language is a parameter. @param moment ISO 8601 */

export function formatDay(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(moment));
}

export function formatMoment(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));
}
