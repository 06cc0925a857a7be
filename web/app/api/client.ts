/** Reads of the Web API by the visitor, whom the access cookie names. Conditional requests and caching are the browser's. */
import { asRequestError, errorOfResponse } from "./failure.ts";
import { session } from "./session.ts";

async function ask(path: string): Promise<Response> {
  return fetch(path, { headers: { accept: "application/json" }, credentials: "same-origin" });
}

async function askWithSession(path: string): Promise<Response> {
  await session.ensure();
  const response = await ask(path);
  if (response.status !== 401) return response;
  await session.ensure({ renew: true });
  return ask(path);
}

/** @throws RequestError */
export async function getJson<Body>(path: string): Promise<Body> {
  try {
    const response = await askWithSession(path);
    if (!response.ok) throw await errorOfResponse(response);
    return (await response.json()) as Body;
  } catch (thrown) {
    throw asRequestError(thrown);
  }
}
