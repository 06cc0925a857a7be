/** Hands each request to the Worker that its path belongs to: for a deployment on workers.dev, where there are no routes. */
import { bindingFor } from "./dispatch.ts";

type Service = { fetch(request: Request): Promise<Response> };

export default {
  fetch(request: Request, env: Record<string, Service>): Response | Promise<Response> {
    const service = env[bindingFor(new URL(request.url).pathname)];
    return service ? service.fetch(request) : new Response("No Worker answers this path.", { status: 404 });
  },
};
