/** The addresses of an app as its developer types them: one in each line. */
import { faultOfRedirectUri, type RedirectUriFault } from "../../../../../domain/oauth/redirect-uri.ts";

export const mostRedirects = 20;

export function redirectsIn(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}

export type RedirectsFault = { kind: RedirectUriFault; uri: string } | { kind: "tooMany" };

/** The first thing that keeps them from being registered. */
export function faultOfRedirects(text: string): RedirectsFault | undefined {
  const uris = redirectsIn(text);
  for (const uri of uris) {
    const kind = faultOfRedirectUri(uri);
    if (kind) return { kind, uri };
  }
  return uris.length > mostRedirects ? { kind: "tooMany" } : undefined;
}
