/**
 * A stand-in of Cloudflare's API, version 4, on the loopback: as much of it as `npm run deploy` and the wrangler commands behind it
 * call, with the shapes of https://developers.cloudflare.com/api/. It refuses what Cloudflare refuses where a deployment could get it
 * wrong: bindings to what does not exist, inherited secrets that are not set, a database id of nobody.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Paged, Refusal, type Call } from "./call.ts";
import { routes } from "./routes.ts";
import { AccountState } from "./state.ts";

export const testToken = "a-token-for-the-stand-in-0123456789abcdef";
export const testAccount = "0123456789abcdef0123456789abcdef";

/** Which change fails, counted from 1, and whether it was carried out by then; every later change fails too, until it is mended. */
export type Fault = { at: number; appliedFirst: boolean };

export class CloudflareStandIn {
  readonly state = new AccountState();
  /** Every change that was carried out, in order. */
  readonly changes: string[] = [];
  /** Paths that the token may not reach. */
  forbidden: RegExp | undefined;
  /** False: as a token for some zones only, which may not set all routes of a Worker in one call. */
  allZones = true;
  fault: Fault | undefined;
  #attempts = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<CloudflareStandIn> {
    const standIn = new CloudflareStandIn();
    await new Promise<void>((resolve) => standIn.#server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/client/v4`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    for (const { sqlite } of this.state.databases) sqlite.close();
  }

  /** Forgets what was counted; the account stays as it is. */
  mend(): void {
    this.fault = undefined;
    this.#attempts = 0;
    this.changes.length = 0;
  }

  #change<T>(what: string, apply: () => T): T {
    this.#attempts += 1;
    const breaks = this.fault !== undefined && this.#attempts >= this.fault.at;
    if (breaks && (this.#attempts > (this.fault?.at ?? 0) || !this.fault?.appliedFirst))
      throw new Refusal(400, 99999, `refused by the test: ${what}`);
    const result = apply();
    this.changes.push(what);
    if (breaks) throw new Refusal(400, 99999, `the answer was lost by the test: ${what}`);
    return result;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.replace("/client/v4", "");
    try {
      const result = await this.#dispatch(request, path, url.searchParams, await bodyOf(request));
      send(response, 200, { success: true, errors: [], messages: [], ...result });
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : new Refusal(400, 7003, error instanceof Error ? (error.stack ?? error.message) : String(error));
      send(response, refusal.status, {
        success: false,
        errors: [{ code: refusal.code, message: refusal.message }],
        messages: [],
        result: null,
      });
    }
  }

  async #dispatch(request: IncomingMessage, path: string, query: URLSearchParams, body: Buffer<ArrayBuffer>): Promise<object> {
    // Asset uploads carry the token of their session.
    const token = request.headers.authorization?.replace("Bearer ", "");
    if (token !== testToken && !path.endsWith("/workers/assets/upload")) throw new Refusal(401, 1000, "Invalid API Token");
    if (this.forbidden?.test(path)) throw new Refusal(403, 10000, "Authentication error");
    if (!this.allZones && request.method === "PUT" && /\/scripts\/[^/]+\/routes$/.test(path))
      throw new Refusal(403, 10000, "Authentication error");
    for (const route of routes) {
      const match = route.method === request.method ? route.pattern.exec(path) : null;
      if (!match) continue;
      const call: Call = {
        state: this.state,
        path: { ...match.groups },
        query,
        body,
        headers: request.headers,
        change: (what, apply) => this.#change(what, apply),
      };
      return wrap(await route.answer(call));
    }
    throw new Refusal(404, 7000, `No route for that URI: ${request.method} ${path}`);
  }
}

function wrap(result: unknown): object {
  if (!(result instanceof Paged)) return { result: result ?? null };
  const page = Number(result.query.get("page") ?? 1);
  const per_page = Number(result.query.get("per_page") ?? 20);
  const items = result.items.slice((page - 1) * per_page, page * per_page);
  const total_count = result.items.length;
  return {
    result: items,
    result_info: { page, per_page, count: items.length, total_count, total_pages: Math.ceil(total_count / per_page) },
  };
}

function send(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(document));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
