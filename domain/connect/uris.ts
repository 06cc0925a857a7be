/** URIs of what can be played, as clients of the Web API write them. */
import { isId, parseUri, uriOf } from "../ids.ts";

/** @returns `nearfield:track:<id>`, or an episode's; undefined where it names neither */
export function readPlayableUri(text: string): string | undefined {
  const uri = parseUri(text);
  return uri?.type === "track" || uri?.type === "episode" ? uriOf(uri.type, uri.id) : undefined;
}

const contextTypes = ["album", "artist", "playlist", "show", "collection"] as const;
export type ContextType = (typeof contextTypes)[number];

function isContextType(text: string): text is ContextType {
  return contextTypes.some((type) => type === text);
}

/** What an account saved: `nearfield:collection:<account>`, and as the Web API writes it; without an account it is the asker's own. */
const collectionPattern = /^(?:(?:nearfield|spotify):(?:user:([0-9A-Za-z]{22}):)?collection|nearfield:collection:([0-9A-Za-z]{22}))$/;

/** @param account of whoever asks @returns the context's URI as sessions have it; undefined where it names none */
export function readContextUri(text: string, account: string): string | undefined {
  const uri = parseUri(text);
  if (uri) return isContextType(uri.type) ? uriOf(uri.type, uri.id) : undefined;
  const collection = collectionPattern.exec(text);
  if (!collection) return undefined;
  const owner = collection[1] ?? collection[2] ?? account;
  return isId(owner) ? `nearfield:collection:${owner}` : undefined;
}

/** @returns what a context is, and which; of a collection, whose */
export function parseContextUri(uri: string): { type: ContextType; id: string } | undefined {
  const [, type = "", id = ""] = /^nearfield:([a-z]+):([0-9A-Za-z]{22})$/.exec(uri) ?? [];
  return isContextType(type) && isId(id) ? { type, id } : undefined;
}
