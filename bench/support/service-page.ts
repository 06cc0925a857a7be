/** Runs in the browser: what a page without the engine does to get at a rendition's URL. */
import type { TokenResponse } from "../../contracts/access-token.ts";
import type { GrantedRendition, GrantsResponse } from "../../contracts/playback.ts";

export async function guestToken(): Promise<string> {
  const response = await fetch("/v1/guest", { method: "POST" });
  return ((await response.json()) as TokenResponse).access_token;
}

/** @returns the rendition that the engine plays by default: the best AAC */
export async function grantedRendition(trackId: string, token: string): Promise<GrantedRendition> {
  const response = await fetch("/v1/playback/grants", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ track_ids: [trackId] }),
  });
  const [grant] = ((await response.json()) as GrantsResponse).grants;
  const found = grant && "renditions" in grant ? grant.renditions.findLast(({ codec }) => codec === "aac") : undefined;
  if (!found) throw new Error(`no grant for ${trackId}`);
  return found;
}
