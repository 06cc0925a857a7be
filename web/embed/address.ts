/** What the address asks for: which thing, in which colours, from where on. Pure. */
import { parseEmbedPath, type SharedThing } from "../../domain/share-path.ts";

export type EmbedAddress = {
  thing: SharedThing | undefined;
  theme: "light" | "dark" | undefined;
  /** Chosen by whoever embeds it. */
  language: string | undefined;
  /** Seconds into a track. */
  start: number;
};

export function readAddress({ pathname, search }: { pathname: string; search: string }): EmbedAddress {
  const query = new URLSearchParams(search);
  const theme = query.get("theme");
  const start = Number(query.get("t") ?? 0);
  return {
    thing: parseEmbedPath(pathname),
    theme: theme === "light" || theme === "dark" ? theme : undefined,
    language: query.get("lang") ?? undefined,
    start: Number.isFinite(start) && start > 0 ? start : 0,
  };
}
