/** Where somebody goes on to after having logged in: a page of the player, or an app's request to be let in. */
import { query, redirect } from "../../router/navigation.ts";
import { localPathOf } from "../../../../domain/local-path.ts";
import { isAuthorization, leadsOn } from "./leadsOn.ts";

export function continuation(): string | undefined {
  const path = localPathOf(query.value.get("continue") ?? "");
  return path !== undefined && leadsOn(path) ? path : undefined;
}

/** The address of the login that leads back here. @param more `again`: also for whoever is logged in */
export function loginAddress(more?: { again: "1" }): string {
  return `/login?${new URLSearchParams({ ...more, continue: `${location.pathname}${location.search}` }).toString()}`;
}

/** The query of a page on the way in that hands on where it all leads to. */
export function handedOn(): Record<string, string> | undefined {
  const path = continuation();
  return path === undefined ? undefined : { continue: path };
}

/**
 * Goes on to where the login was asked for; home otherwise.
 * The page that is left is not gone back to: it has done its work.
 */
export function goOn(path = continuation() ?? "/"): void {
  if (isAuthorization(path)) location.replace(path);
  else redirect(path);
}
