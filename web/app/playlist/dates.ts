/** Moments as people say them. The formats are kept: making one takes longer than drawing a row. */
const days = new Map<string, Intl.DateTimeFormat>();
const moments = new Map<string, Intl.DateTimeFormat>();

function formatOf(formats: Map<string, Intl.DateTimeFormat>, language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const format = formats.get(language) ?? new Intl.DateTimeFormat(language, options);
  formats.set(language, format);
  return format;
}

/** @param at milliseconds since 1970, or ISO 8601 */
export function formatDay(at: number | string, language: string): string {
  return formatOf(days, language, { dateStyle: "medium" }).format(new Date(at));
}

/** @param at milliseconds since 1970, or ISO 8601 */
export function formatMoment(at: number | string, language: string): string {
  return formatOf(moments, language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}
