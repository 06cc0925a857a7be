/** Requests to the Web API by the visitor, whom the access cookie names. Conditional requests and caching are the browser's. */
import { asRequestError, errorOfResponse } from "./failure.ts";
import { session } from "./session.ts";

type Method = "POST" | "PUT" | "DELETE";
type SendOptions = {
  method: Method;
  /** JSON; a text is sent as it is. */
  body?: object | string;
  /** The same request again, with the same key, is done once. */
  idempotencyKey?: string;
  /** Arrives though the page is left: for what is shown as done already. */
  keepalive?: boolean;
};

async function askWithSession(path: string, init: RequestInit): Promise<Response> {
  await session.ensure();
  const response = await fetch(path, { ...init, credentials: "same-origin" });
  if (response.status !== 401) return response;
  await session.ensure({ renew: true });
  return fetch(path, { ...init, credentials: "same-origin" });
}

/** @throws RequestError */
export async function getJson<Body>(path: string): Promise<Body> {
  try {
    const response = await askWithSession(path, { headers: { accept: "application/json" } });
    if (!response.ok) throw await errorOfResponse(response);
    return (await response.json()) as Body;
  } catch (thrown) {
    throw asRequestError(thrown);
  }
}

function initOf({ method, body, idempotencyKey, keepalive = false }: SendOptions): RequestInit {
  const type = typeof body === "string" ? "image/jpeg" : "application/json";
  return {
    method,
    keepalive,
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": type }),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

/** Asks for a change. @returns undefined where there is no answer to read @throws RequestError */
export async function send<Answer = void>(path: string, options: SendOptions): Promise<Answer> {
  try {
    const response = await askWithSession(path, initOf(options));
    if (!response.ok) throw await errorOfResponse(response);
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  } catch (thrown) {
    throw asRequestError(thrown);
  }
}
