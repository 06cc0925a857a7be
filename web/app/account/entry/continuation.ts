/** Where somebody goes on to after having logged in: only ever within this site. */
import { navigate, query } from "../../router/navigation.ts";
import { parsePath } from "../../router/routes.ts";
import { localPath } from "./localPath.ts";

export function continuation(): string | undefined {
  return localPath(query.value.get("continue"), location.origin);
}

/** The address of the login that leads back here. */
export function loginAddress(): string {
  return `/login?${new URLSearchParams({ continue: `${location.pathname}${location.search}` }).toString()}`;
}

/** Goes on to where the login was asked for; home otherwise. Paths that are no page of the player's are the service's own. */
export function goOn(path = continuation() ?? "/"): void {
  const [pathname = "/"] = path.split("?");
  if (parsePath(pathname).page === "not_found") location.assign(path);
  else navigate(path);
}
