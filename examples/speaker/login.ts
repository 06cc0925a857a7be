/** Access tokens of a device without a keyboard: let in once by a code that is typed elsewhere (RFC 8628), renewed from then on. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Memory } from "./memory.ts";

/** To play, to see the session, and to command it. */
const scope = "streaming user-read-playback-state user-modify-playback-state";
/** Renewed so long before it expires, milliseconds. */
const lead = 90_000;

const metadataSchema = z.object({ device_authorization_endpoint: z.url(), token_endpoint: z.url() });
const codeSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  interval: z.number().default(5),
});
const tokensSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  scope: z.string().default(scope),
});
const errorSchema = z.object({ error: z.string(), error_description: z.string().default("") });

/** The speaker can't go on, and says why. */
export class Stop extends Error {}

type Metadata = z.infer<typeof metadataSchema>;
type Tokens = z.infer<typeof tokensSchema>;
type Answer = { ok: true; body: unknown } | { ok: false; error: string; description: string };

export class Login {
  readonly #server: string;
  readonly #client: string;
  readonly #memory: Memory;
  #metadata: Metadata | undefined;
  #access: { token: string; until: number } | undefined;
  #pending: Promise<string> | undefined;

  constructor({ server, client }: { server: string; client: string }, memory: Memory) {
    this.#server = server;
    this.#client = client;
    this.#memory = memory;
  }

  /** @param fresh whether one that was just made is wanted @throws Stop where nobody lets this device in */
  async token(fresh = false): Promise<string> {
    if (this.#access && !fresh && Date.now() < this.#access.until - lead) return this.#access.token;
    // Each refresh token is good for one use: two askers share it.
    this.#pending ??= this.#renew().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  async #renew(): Promise<string> {
    this.#metadata ??= await this.#findEndpoints();
    return this.#keep((await this.#refresh(this.#metadata)) ?? (await this.#logIn(this.#metadata)));
  }

  /** The service says itself where things are (RFC 8414). */
  async #findEndpoints(): Promise<Metadata> {
    const answer = await ask(`${this.#server}/.well-known/oauth-authorization-server`);
    if (!answer.ok) throw new Stop(`${this.#server} lets no devices in.`);
    return metadataSchema.parse(answer.body);
  }

  /** The next refresh token is kept before anything else happens. */
  #keep({ access_token, refresh_token, expires_in }: Tokens): string {
    this.#memory.keepRefreshToken(refresh_token);
    this.#access = { token: access_token, until: Date.now() + expires_in * 1000 };
    return access_token;
  }

  /** By the login of last time, where there was one that still stands and allows enough. */
  async #refresh({ token_endpoint }: Metadata): Promise<Tokens | undefined> {
    const { refreshToken } = this.#memory;
    if (!refreshToken) return undefined;
    const answer = await this.#post(token_endpoint, { grant_type: "refresh_token", refresh_token: refreshToken });
    if (!answer.ok) return undefined;
    const tokens = tokensSchema.parse(answer.body);
    const granted = tokens.scope.split(" ");
    if (scope.split(" ").every((one) => granted.includes(one))) return tokens;
    this.#memory.keepRefreshToken(tokens.refresh_token);
    return undefined;
  }

  async #logIn({ device_authorization_endpoint, token_endpoint }: Metadata): Promise<Tokens> {
    const begun = await this.#post(device_authorization_endpoint, { scope });
    if (!begun.ok) throw new Stop(`This device may not log in: ${begun.description}`);
    const device = codeSchema.parse(begun.body);
    console.error(`Go to ${device.verification_uri} and type ${device.user_code}, or open ${device.verification_uri_complete}`);
    const form = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code: device.device_code };
    for (let { interval } = device; ;) {
      await sleep(interval * 1000);
      const answer = await this.#post(token_endpoint, form);
      if (answer.ok) return tokensSchema.parse(answer.body);
      if (answer.error === "slow_down") interval += 5;
      else if (answer.error !== "authorization_pending") throw new Stop(`Nobody let this device in: ${answer.description}`);
    }
  }

  /** RFC 6749: a form goes there, JSON comes back. */
  #post(url: string, form: Record<string, string>): Promise<Answer> {
    return ask(url, { method: "POST", body: new URLSearchParams({ client_id: this.#client, ...form }) });
  }
}

/** @throws TypeError where nothing answers */
async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return { ok: true, body };
  // What is wrong on the way is no answer: the login may still stand.
  if (response.status >= 500 || response.status === 429) throw new TypeError(`${new URL(url).pathname} answered ${response.status}`);
  const { error, error_description: description } = errorSchema.catch({ error: "unknown", error_description: "" }).parse(body);
  return { ok: false, error, description };
}
