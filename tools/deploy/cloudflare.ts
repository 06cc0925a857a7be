/**
 * Reads a Cloudflare account over the API, version 4 (https://developers.cloudflare.com/api/). Only reads: whatever changes the
 * account is wrangler's work. Reading is done here because wrangler prints most of it as text and starts a process for each answer.
 */
import { z } from "zod";
import { DeployProblem } from "./problem.ts";

const envelopeSchema = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]),
  result: z.unknown().optional(),
});

/** The API's refusal. `code` is the first of its error codes. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(path: string, status: number, code: number, message: string) {
    super(`${path}: ${message} (HTTP ${status}, code ${code})`);
    this.name = "ApiRefusal";
    this.status = status;
    this.code = code;
  }
}

/** A permission of an API token, under the name that the dashboard gives it. */
export type Permission =
  | "Account → Workers Scripts → Edit"
  | "Account → D1 → Edit"
  | "Account → Workers R2 Storage → Edit"
  | "Account → Queues → Edit"
  | "Zone → Zone → Read"
  | "Zone → DNS → Read"
  | "Zone → Workers Routes → Edit";

export type Cloudflare = {
  /**
   * @param path below `/client/v4`
   * @param schema of the answer's `result`
   * @param permission that a refusal is explained with
   * @throws ApiRefusal, or DeployProblem when the token is at fault
   */
  get<T>(path: string, schema: z.ZodType<T>, permission: Permission): Promise<T>;
  /** As `get`, for a POST that reads: D1's query. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, permission: Permission): Promise<T>;
};

export type ClientOptions = {
  token: string;
  /** `https://api.cloudflare.com/client/v4`, or what CLOUDFLARE_API_BASE_URL says. */
  base: string;
};

const attempts = 4;

export function connect(options: ClientOptions): Cloudflare {
  const call = async <T>(method: string, path: string, body: unknown, schema: z.ZodType<T>, permission: Permission): Promise<T> => {
    const response = await send(options, method, path, body);
    const parsed = envelopeSchema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new ApiRefusal(path, response.status, 0, "the answer is not one of Cloudflare's API");
    if (parsed.data.success) return schema.parse(parsed.data.result);
    const [first = { code: 0, message: "no reason given" }] = parsed.data.errors;
    if (isAboutToken(response.status, first.code)) throw await explainToken(options, path, permission);
    throw new ApiRefusal(path, response.status, first.code, first.message);
  };
  return {
    get: (path, schema, permission) => call("GET", path, undefined, schema, permission),
    post: (path, body, schema, permission) => call("POST", path, body, schema, permission),
  };
}

/** Answers 429 and 5xx are tried again: the API limits calls in windows of five minutes and says in Retry-After how long to wait. */
async function send(options: ClientOptions, method: string, path: string, body: unknown): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(options.base + path, {
      method,
      headers: { authorization: `Bearer ${options.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new DeployProblem(
        `Cloudflare's API at ${options.base} cannot be reached: ${describe(error)}`,
        "Check the network, then run npm run deploy again.",
      );
    });
    if ((response.status !== 429 && response.status < 500) || attempt === attempts) return response;
    await response.body?.cancel();
    const seconds = Number(response.headers.get("retry-after")) || 2 ** (attempt - 1);
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds, 60) * 1000));
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** 10000: authentication error; 9109: unauthorised for this resource; 6003 with 6111: not in the form of a token; 1000, 1001: no such token. */
export function isAboutToken(status: number, code: number): boolean {
  return status === 401 || [10000, 9109, 6003, 6111, 1000, 1001].includes(code);
}

/** Tells a token that is not valid from one that lacks a permission: both are refused alike. */
async function explainToken(options: ClientOptions, path: string, permission: Permission): Promise<DeployProblem> {
  const [, account] = /^\/accounts\/([0-9a-f]{32})/.exec(path) ?? [];
  const places = ["/user/tokens/verify", ...(account ? [`/accounts/${account}/tokens/verify`] : [])];
  const answers = await Promise.all(places.map((place) => send(options, "GET", place, undefined)));
  for (const answer of answers) await answer.body?.cancel();
  if (!answers.some((answer) => answer.ok)) {
    return new DeployProblem(
      "Cloudflare does not accept the token in CLOUDFLARE_API_TOKEN.",
      "Make one at https://dash.cloudflare.com/profile/api-tokens; docs/deploy.md lists its permissions.",
    );
  }
  return missingPermission(permission);
}

export function missingPermission(permission: Permission): DeployProblem {
  return new DeployProblem(
    `The token in CLOUDFLARE_API_TOKEN lacks the permission “${permission}” for this account or zone.`,
    "Add it at https://dash.cloudflare.com/profile/api-tokens, then run npm run deploy again.",
  );
}
