/** Where a login may lead, of the paths of this very site. */
import { parsePath } from "../../router/routes.ts";

/** Whether a path is where apps ask to be let in: the service's own, so the browser loads it. */
export function isAuthorization(path: string): boolean {
  return pathnameOf(path) === "/authorize";
}

/** Whether a login may lead there. Other paths of the service's own may do something, and nobody asked for that by logging in. */
export function leadsOn(path: string): boolean {
  return isAuthorization(path) || parsePath(pathnameOf(path)).page !== "not_found";
}

function pathnameOf(path: string): string {
  return path.split(/[?#]/)[0] ?? path;
}
