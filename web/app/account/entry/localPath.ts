/** Which addresses a page may be told to go on to: paths of this very site. */

import { parsePath } from "../../router/routes.ts";

/** @returns the path with its query, or undefined for whatever leads elsewhere */
export function localPath(text: string | null, origin: string): string | undefined {
  if (text === null || !text.startsWith("/") || !URL.canParse(text, origin)) return undefined;
  const url = new URL(text, origin);
  // `//host` and `/\host` are other hosts to a browser.
  return url.origin === origin && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : undefined;
}

/** Whether a path is where apps ask to be let in: the service's own, so the browser loads it. */
export function isAuthorization(path: string): boolean {
  return pathnameOf(path) === "/authorize";
}

/** Whether a login may lead there. Other paths of the service's own may do something, and nobody asked for that by logging in. */
export function leadsOn(path: string): boolean {
  return isAuthorization(path) || parsePath(pathnameOf(path)).page !== "not_found";
}

function pathnameOf(path: string): string {
  return path.split("?")[0] ?? path;
}
