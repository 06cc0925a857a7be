/** What file and folder names tell where tags are silent. */

export type NamedTrack = { disc?: number; number?: number; artist?: string; title: string };

/** `01 - Title`, `01. Title`, `1-03 Title`, `01 - Artist - Title`, `Artist - Title`, `Title`. @param name without its extension */
export function parseTrackName(name: string): NamedTrack {
  const text = name.replaceAll("_", " ").replaceAll(/\s+/g, " ").trim();
  const numbered = /^(?:(?:disc|cd)?\s*(\d{1,2})\s*[-.]\s*)?(\d{1,3})(?:\s*[-.)]\s*|\s+)(\S.*)$/i.exec(text);
  const [, disc, number, rest] = numbered ?? [];
  const parts = (rest ?? text).split(/\s+[-–—]\s+/);
  const artist = parts.length > 1 ? parts[0] : undefined;
  const title = (artist ? parts.slice(1).join(" - ") : parts[0]) || text || name;
  return {
    ...(disc && Number(disc) > 0 && { disc: Number(disc) }),
    ...(number && Number(number) > 0 && { number: Number(number) }),
    ...(artist && { artist }),
    title,
  };
}

export type NamedRelease = { artist?: string; title: string; year?: string };

/** `Artist - Album (2012)`, `2012 - Album`, `Artist - 2012 - Album`, `Album [2012]`, `Album`. */
export function parseReleaseName(name: string): NamedRelease {
  let text = name.replaceAll("_", " ").replaceAll(/\s+/g, " ").trim();
  let year: string | undefined;
  const bracketed = /\s*[([]((?:19|20)\d{2})[)\]]\s*$/.exec(text);
  if (bracketed) {
    year = bracketed[1];
    text = text.slice(0, bracketed.index);
  }
  const parts = text.split(/\s+[-–—]\s+/);
  const dated = parts.findIndex((part, index) => index < parts.length - 1 && /^(?:19|20)\d{2}$/.test(part));
  if (dated >= 0) year ??= parts.splice(dated, 1)[0];
  const artist = parts.length > 1 ? parts[0] : undefined;
  const title = (artist ? parts.slice(1).join(" - ") : parts[0]) || text || name;
  return { ...(artist && { artist }), title, ...(year && { year }) };
}

/** `CD1`, `Disc 2`, `disk_03` → its number. */
export function discOfFolder(name: string): number | undefined {
  const [, number] = /^(?:cd|dis[ck])[\s_-]*(\d{1,2})\b/i.exec(name) ?? [];
  return number && Number(number) > 0 ? Number(number) : undefined;
}
