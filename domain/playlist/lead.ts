/** Tracks that stand for a playlist: from their covers a mosaic is made. */
import { parseUri } from "../ids.ts";

const longestLead = 10;

/** @param uris of items, in order @returns ids of the first tracks that differ */
export function leadOf(uris: Iterable<string>): string[] {
  const lead = new Set<string>();
  for (const uri of uris) {
    if (lead.size === longestLead) break;
    const id = parseUri(uri)?.id;
    if (id) lead.add(id);
  }
  return [...lead];
}
