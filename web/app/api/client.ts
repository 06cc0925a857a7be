/** Reads of the Web API with the visitor's token. Conditional requests and caching are the browser's. */
import { asRequestError, errorOfResponse } from "./failure.ts";
import { createGuestTokens } from "./guestToken.ts";

export const guestToken = createGuestTokens(
  (input, init) => fetch(input, init),
  () => performance.now(),
);

async function ask(path: string, token: string): Promise<Response> {
  return fetch(path, { headers: { authorization: `Bearer ${token}`, accept: "application/json" } });
}

async function askWithFreshToken(path: string): Promise<Response> {
  const response = await ask(path, await guestToken());
  return response.status === 401 ? ask(path, await guestToken({ renew: true })) : response;
}

/** @throws RequestError */
export async function getJson<Body>(path: string): Promise<Body> {
  try {
    const response = await askWithFreshToken(path);
    if (!response.ok) throw await errorOfResponse(response);
    return (await response.json()) as Body;
  } catch (thrown) {
    throw asRequestError(thrown);
  }
}
