/** What the speaker asks of the service over HTTP. */
import { z } from "zod";
import { connectTicketSchema } from "../../contracts/connect.ts";
import { grantsResponseSchema, type GrantedRendition } from "../../contracts/playback.ts";
import type { Login } from "./login.ts";

const errorSchema = z.object({ error: z.object({ message: z.string(), reason: z.string().optional() }) });

/** One file of a track, and when to fetch the one that comes after it (a fraction of this one). */
export type Granted = { rendition: GrantedRendition; fetchNextAt: number };

/** The service said no. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export class Service {
  readonly server: string;
  readonly #login: Pick<Login, "token">;

  constructor(server: string, login: Pick<Login, "token">) {
    this.server = server;
    this.#login = login;
  }

  /** Lets a WebSocket in once. @param fresh whether it is to stand for a token that was just made */
  async ticket(fresh: boolean): Promise<string> {
    return connectTicketSchema.parse(await this.api("/connect/tickets", { method: "POST" }, fresh)).ticket;
  }

  /** The best Ogg file of a track that this listener may hear. @throws Refused */
  async grant(trackId: string): Promise<Granted> {
    const asked = { track_ids: [trackId], device: { kind: "speaker" }, prefer: { containers: ["ogg"] } };
    const body = await this.api("/v1/playback/grants", { method: "POST", body: JSON.stringify(asked) });
    const { grants, prefetch } = grantsResponseSchema.parse(body);
    const [grant] = grants;
    if (!grant || "refused" in grant) throw new Refused(403, `This may not be played: ${grant?.refused.reason ?? "unknown"}`);
    const rendition = grant.renditions.at(-1);
    if (!rendition) throw new Refused(403, "There is no file of it that this device plays.");
    return { rendition, fetchNextAt: prefetch.whole_next_at };
  }

  /** Bytes of a granted file (RFC 9110, section 14). The grant is in its address: no token is sent along. */
  async *bytes({ url }: GrantedRendition, offset: number, length: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const response = await fetch(this.server + url, { headers: { range: `bytes=${offset}-${offset + length - 1}` }, signal });
    if (response.status !== 206 || !response.body) throw new Refused(response.status, `The audio did not come: ${response.status}`);
    yield* response.body;
  }

  /** A call of the Web API. @throws Refused */
  async api(path: string, init: RequestInit = {}, fresh = false): Promise<unknown> {
    const headers = { authorization: `Bearer ${await this.#login.token(fresh)}` };
    const response = await fetch(this.server + path, { ...init, headers });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body;
    // The token may have been good for shorter than it said.
    if (response.status === 401 && !fresh) return this.api(path, init, true);
    const { error } = errorSchema.catch({ error: { message: `it answered ${response.status}` } }).parse(body);
    throw new Refused(response.status, `${path}: ${error.message}`);
  }
}
