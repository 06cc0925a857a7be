/** Which addresses a page may be told to go on to: paths of this very site. */

/** @returns the path with its query, or undefined for whatever leads elsewhere */
export function localPath(text: string | null, origin: string): string | undefined {
  if (text === null || !text.startsWith("/") || !URL.canParse(text, origin)) return undefined;
  const url = new URL(text, origin);
  // `//host` and `/\host` are other hosts to a browser.
  return url.origin === origin && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : undefined;
}
