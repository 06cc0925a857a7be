/** Where to go on after a login: a place on this site, whatever the link said. */

/** So that it fits into a cookie beside what else a login remembers. */
const longest = 2000;
const nowhere = "https://nowhere.invalid";

/** @returns path, query and fragment as a browser would ask for them; undefined for what leads, or could lead, elsewhere */
export function localPathOf(text: string): string | undefined {
  if (!text.startsWith("/") || text.length > longest || !URL.canParse(text, nowhere)) return undefined;
  const { origin, pathname, search, hash } = new URL(text, nowhere);
  const path = pathname + search + hash;
  // Dots can leave two slashes in front, which name a host when the path is followed: `/.//elsewhere.example`.
  return origin === nowhere && !path.startsWith("//") && path.length <= longest ? path : undefined;
}
