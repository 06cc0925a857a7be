/** Dates as HTTP writes them (RFC 9110 §5.6.7). */

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const month = `(?<month>${months.join("|")})`;
const time = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
/** The preferred form and the two obsolete ones, which a recipient must still read. */
const forms = [
  new RegExp(String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) ${month} (?<year>\d{4}) ${time} GMT$`),
  new RegExp(String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-${month}-(?<year>\d\d) ${time} GMT$`),
  new RegExp(String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} (?<day>[ \d]\d) ${time} (?<year>\d{4})$`),
];

/** @param instant milliseconds since 1970 */
export function formatHttpDate(instant: number): string {
  return new Date(instant).toUTCString();
}

/**
 * @param now milliseconds since 1970; a year of two digits is the latest such year that is at most fifty years ahead of it
 * @returns milliseconds since 1970, or undefined when the text is not an HTTP date
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of forms) {
    const parts = form.exec(text)?.groups;
    if (parts) return instantOf(parts, now);
  }
  return undefined;
}

function instantOf(parts: Record<string, string>, now: number): number | undefined {
  const { year = "", month = "", day = "", hour = "", minute = "", second = "" } = parts;
  const fullYear = year.length === 2 ? century(Number(year), new Date(now).getUTCFullYear()) : Number(year);
  // Sixty is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(fullYear, months.indexOf(month), Number(day));
  if (midnight.getUTCDate() !== Number(day)) return undefined;
  return midnight.getTime() + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
}

function century(year: number, currentYear: number): number {
  const latest = currentYear + 50;
  return latest - ((((latest - year) % 100) + 100) % 100);
}
