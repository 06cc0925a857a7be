/** Countries to choose from, by the names that the language has for them. */

/** What Unicode names besides countries: unions, dependencies that only post offices tell apart, and codes for tests. */
const noCountries = new Set(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]);

const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

/** Whether it is still that country's code: DD is read as DE, UK as GB. */
function isCurrent(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}

function isNamed(code: string): boolean {
  return new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(code) !== undefined;
}

let codes: readonly string[] | undefined;

/** ISO 3166-1 alpha-2, as far as this browser can name them. */
export function countryCodes(): readonly string[] {
  codes ??= letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !noCountries.has(code) && isCurrent(code) && isNamed(code));
  return codes;
}

export type Country = { code: string; name: string };

/** In the language's own alphabetical order. @param chosen is among them in any case, since it may be one that the browser cannot name */
export function countriesIn(language: string, chosen: string): Country[] {
  const known = new Set([...countryCodes(), chosen]);
  const countries = Array.from(known, (code) => ({ code, name: nameOfCountry(code, language) }));
  const { compare } = new Intl.Collator(language);
  return countries.toSorted((one, other) => compare(one.name, other.name));
}

export function nameOfCountry(code: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
}
