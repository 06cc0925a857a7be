/** A browser with one jar of cookies, for tests of this Worker: it sends what the player's own pages would. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createAccountsApp } from "../app.ts";

export type Browser = {
  /** `body` is sent as JSON, or as the form or the bytes that it is; answers keep their cookies in the jar. */
  send(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  cookies: Map<string, string>;
};

export type Clock = { now: number };

export const origin = "https://music.example";

function isRaw(body: unknown): body is URLSearchParams | Uint8Array<ArrayBuffer> {
  return body instanceof URLSearchParams || body instanceof Uint8Array;
}

/** @param bindings replace those of the environment @param site where the service is called */
export function openBrowser(options: { clock?: Clock; bindings?: Partial<Env>; site?: string } = {}): Browser {
  const app = createAccountsApp(() => options.clock?.now ?? Date.now());
  const { site = origin } = options;
  const cookies = new Map<string, string>();
  // Counts are handed on seconds later: without an object to take them, a test waits for nothing.
  const { METRICS: _metrics, ...bindings } = env;
  return {
    cookies,
    async send(method, path, { body, headers } = {}) {
      const context = createExecutionContext();
      const response = await app.request(
        `${site}${path}`,
        {
          method,
          headers: { origin: site, cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join("; "), ...headers },
          ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
          redirect: "manual",
        },
        { ...bindings, ...options.bindings },
        context,
      );
      await waitOnExecutionContext(context);
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}
