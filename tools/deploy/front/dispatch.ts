import { workers } from "../../workers.ts";

/** The Worker with the root's configuration, which answers what no path names. */
const elsewhere = workers.find(({ config }) => config === "wrangler.toml")?.name ?? "";

/** `nearfield-media` → `NEARFIELD_MEDIA`, its binding in wrangler.toml. */
export function bindingOf(worker: string): string {
  return worker.toUpperCase().replaceAll("-", "_");
}

/** @returns the binding of the Worker that a path belongs to, by the same patterns as a domain's routes */
export function bindingFor(pathname: string): string {
  const owner = workers.find(({ paths }) => paths.some((pattern) => matches(pattern, pathname)));
  return bindingOf(owner?.name ?? elsewhere);
}

function matches(pattern: string, pathname: string): boolean {
  return pattern.endsWith("*") ? pathname.startsWith(pattern.slice(0, -1)) : pathname === pattern;
}
