/** What clients of the Spotify Web API are given here: the service in the place of its two addresses, and nothing else. */
import sharp from "sharp";
import { demoApp } from "../support/demo.ts";
import type { ConsentingBrowser } from "../support/consenting-browser.ts";

export const scopes = [
  "user-read-private",
  "user-read-email",
  "user-library-read",
  "user-library-modify",
  "user-follow-read",
  "user-follow-modify",
  "user-top-read",
  "playlist-read-private",
  "playlist-read-collaborative",
  "playlist-modify-private",
  "playlist-modify-public",
  "ugc-image-upload",
  "streaming",
  "user-read-playback-state",
  "user-modify-playback-state",
  "user-read-currently-playing",
  "user-read-recently-played",
];

/** `https://api.spotify.com/…` and `https://accounts.spotify.com/…` as they are here. */
export function addressHere(service: string, address: string): string {
  return address.replace(/^https:\/\/(?:api|accounts)\.spotify\.com(?=\/)/, service);
}

export function fetchHere(service: string): (input: RequestInfo | URL, init?: RequestInit) => Promise<Response> {
  // The one of now: tests put this in its place.
  const fetchThere = globalThis.fetch;
  return (input, init) => fetchThere(addressHere(service, input instanceof Request ? input.url : input.toString()), init);
}

export type Tokens = { access_token: string; refresh_token: string; token_type: string; expires_in: number };

/** An app's own login (RFC 6749, section 4.1), for clients that bring none. */
export async function logIn(service: string, browser: ConsentingBrowser): Promise<Tokens> {
  const { id, redirectUri } = demoApp;
  const query = new URLSearchParams({ client_id: id, response_type: "code", redirect_uri: redirectUri, scope: scopes.join(" ") });
  const back = await browser.authorize(`${service}/authorize?${query.toString()}`);
  return tokensFor(service, { grant_type: "authorization_code", code: back.searchParams.get("code") ?? "", redirect_uri: redirectUri });
}

export async function tokensFor(service: string, form: Record<string, string>): Promise<Tokens> {
  const authorization = `Basic ${Buffer.from(`${demoApp.id}:${demoApp.secret}`).toString("base64")}`;
  const response = await fetch(`${service}/api/token`, { method: "POST", headers: { authorization }, body: new URLSearchParams(form) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  // As RFC 6749, section 5.1, has it.
  return (await response.json()) as Tokens;
}

/** A JPEG in base64. */
export async function picture(): Promise<string> {
  const jpeg = await sharp({ create: { width: 320, height: 320, channels: 3, background: "#335577" } })
    .jpeg()
    .toBuffer();
  return jpeg.toString("base64");
}
