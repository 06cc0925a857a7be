/** A push service for tests, in Node: what it answers stands in the address, and it tells what it was sent. */

export type PushRequest = { headers: Record<string, string>; /** base64 */ body: string };

/**
 * `POST /<what it answers>/<anything>`: a status, `silence`, or `held`: 410 as soon as there is a `DELETE`. `GET` of the same address: what was posted there. Every name is answered.
 * @returns what answers requests to the world
 */
export function pushServiceStandIn(): (request: Request) => Promise<Response> {
  const received = new Map<string, PushRequest[]>();
  const held = new Map<string, () => void>();
  return async (request) => {
    const { url, method, headers } = request;
    if (method === "DELETE") {
      held.get(url)?.();
      return new Response(null, { status: 204 });
    }
    if (method === "GET") return Response.json(received.get(url) ?? []);
    const body = Buffer.from(await request.arrayBuffer()).toString("base64");
    received.set(url, [...(received.get(url) ?? []), { headers: Object.fromEntries(headers), body }]);
    const [, answer = ""] = new URL(url).pathname.split("/");
    if (answer === "silence") await new Promise<never>(() => undefined);
    if (answer === "held") await new Promise<void>((resolve) => held.set(url, resolve));
    const status = answer === "held" ? 410 : Number(answer);
    return new Response(null, { status, ...(status === 307 && { headers: { location: "https://fcm.googleapis.com/201/elsewhere" } }) });
  };
}
