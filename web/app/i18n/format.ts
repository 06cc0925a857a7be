/** Numbers, dates, durations and lists as each language writes them. Pure: the language is a parameter. */

/** 3:07, 1:02:09. Digits stay Latin: they stand beside a timeline that is never mirrored. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const pad = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

function formatUnit(value: number, unit: "hour" | "minute" | "second", language: string, unitDisplay: "short" | "long"): string {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).format(value);
}

/** “1 hr 12 min”, “43 min”, “50 sec”: how long an album is. */
export function formatLength(seconds: number, language: string): string {
  if (seconds < 60) return formatUnit(Math.round(seconds), "second", language, "short");
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours > 0 ? [formatUnit(hours, "hour", language, "short")] : []),
    ...(minutes % 60 > 0 ? [formatUnit(minutes % 60, "minute", language, "short")] : []),
  ];
  return parts.join(" ");
}

/** “3 minutes 7 seconds”: what a screen reader says of a position. */
export function formatSpoken(seconds: number, language: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const parts = minutes > 0 ? [formatUnit(minutes, "minute", language, "long")] : [];
  return [...parts, formatUnit(whole % 60, "second", language, "long")].join(" ");
}

/** A release date of the Web API, as exact as it is known: a year, a month, or a day. */
export function formatReleaseDate(date: string, language: string): string {
  const [year = 1970, month, day] = date.split("-").map(Number);
  const instant = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
  const options: Intl.DateTimeFormatOptions = { year: "numeric", timeZone: "UTC" };
  if (month) options.month = "long";
  if (day) options.day = "numeric";
  return new Intl.DateTimeFormat(language, options).format(instant);
}

export function releaseYear(date: string): string {
  return date.slice(0, 4);
}

/** A language's own name for itself. */
export function nameOfLanguage(language: string): string {
  const name = new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

export type ListPart = { kind: "item"; index: number } | { kind: "text"; text: string };

/** Where the items of a list stand among its commas and “and”, so that each can be a link. */
export function listParts(count: number, language: string): ListPart[] {
  const key = `${language} ${count}`;
  const parts = knownParts.get(key) ?? makeListParts(count, language);
  knownParts.set(key, parts);
  return parts;
}

/** Each row of a list asks, for one or two artists mostly. */
const knownParts = new Map<string, ListPart[]>();

function makeListParts(count: number, language: string): ListPart[] {
  const format = new Intl.ListFormat(language, { type: "conjunction" });
  const parts = format.formatToParts(Array.from({ length: count }, (_, index) => String(index)));
  return parts.map((part) => (part.type === "element" ? { kind: "item", index: Number(part.value) } : { kind: "text", text: part.value }));
}
