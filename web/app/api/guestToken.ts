/** The visitor's access token: held in memory, one request in flight, renewed a minute before it expires. */
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { errorOfResponse } from "./failure.ts";

const renewBefore = 60_000;

export type TokenSource = (options?: { renew?: boolean }) => Promise<string>;

type Held = { token: string; goodUntil: number };

/** @param now milliseconds, monotonic: a token's life does not depend on the wall clock being right */
export function createGuestTokens(request: typeof fetch, now: () => number): TokenSource {
  let held: Held | undefined;
  let pending: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const askedAt = now();
    const response = await request("/v1/guest", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    if (!response.ok) throw await errorOfResponse(response);
    const body = (await response.json()) as TokenResponse;
    held = { token: body.access_token, goodUntil: askedAt + body.expires_in * 1000 - renewBefore };
    return held.token;
  }

  return ({ renew = false } = {}) => {
    if (pending) return pending;
    if (held && !renew && now() < held.goodUntil) return Promise.resolve(held.token);
    const request = fetchToken();
    const forget = () => {
      pending = undefined;
    };
    pending = request;
    request.then(forget, forget);
    return request;
  };
}
