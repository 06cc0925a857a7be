/** Runs in the browser: what a page without the engine does to get at a rendition's URL. */
import type { GrantedRendition, GrantsResponse } from "../../contracts/playback.ts";

/** Makes the page a guest's: from now on its cookie lets it in. */
export async function beginSession(): Promise<void> {
  const response = await fetch("/accounts/v1/session", { method: "POST" });
  if (!response.ok) throw new Error(`no session: ${response.status}`);
}

/** @returns the rendition that the engine plays by default: the best AAC */
export async function grantedRendition(trackId: string): Promise<GrantedRendition> {
  const response = await fetch("/v1/playback/grants", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ track_ids: [trackId] }),
  });
  const [grant] = ((await response.json()) as GrantsResponse).grants;
  const found = grant && "renditions" in grant ? grant.renditions.findLast(({ codec }) => codec === "aac") : undefined;
  if (!found) throw new Error(`no grant for ${trackId}`);
  return found;
}
