/** Where somebody goes on to after having logged in: only ever within this site. */
import { query, redirect } from "../../router/navigation.ts";
import { parsePath } from "../../router/routes.ts";
import { localPath } from "./localPath.ts";

export function continuation(): string | undefined {
  return localPath(query.value.get("continue"), location.origin);
}

/** The address of the login that leads back here. */
export function loginAddress(): string {
  return `/login?${new URLSearchParams({ continue: `${location.pathname}${location.search}` }).toString()}`;
}

/** The query of a page on the way in that hands on where it all leads to. */
export function handedOn(): Record<string, string> | undefined {
  const path = continuation();
  return path === undefined ? undefined : { continue: path };
}

/**
 * Goes on to where the login was asked for; home otherwise. Paths that are no page of the player's are the service's own.
 * The page that is left is not gone back to: it has done its work.
 */
export function goOn(path = continuation() ?? "/"): void {
  const [pathname = "/"] = path.split("?");
  if (parsePath(pathname).page === "not_found") location.replace(path);
  else redirect(path);
}
