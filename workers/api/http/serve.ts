/** Serves operations as contracts/web-api declares them: what a client sent is read by its schemas, what it gets is tagged and typed. */
import type { Context, Hono } from "hono";
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { routeOf, type AnswerOf, type BodyOf, type Operation, type ParamsOf, type QueryOf } from "../../../contracts/web-api/operation.ts";
import { originOf } from "../../../frame/origin.ts";
import { parseBody, parseValue, readText } from "../../../frame/parse.ts";
import { answer } from "./answer.ts";
import type { ApiEnv } from "./env.ts";
import type { Viewer } from "../present.ts";
import { viewerOf } from "./viewer.ts";

/** The Web API's own limit for pictures, base64 as they come. */
const uploadLimitBytes = 256 * 1024;
const bodyLimitBytes = 256 * 1024;

export type OperationRequest<Declared extends Operation> = {
  params: ParamsOf<Declared>;
  query: QueryOf<Declared>;
  body: BodyOf<Declared>;
  viewer: Viewer;
  /** What was asked for, with those parameters that the operation knows: pages of a list link to one another by it. */
  url: string;
  claims: AccessClaims;
  /** For bindings and headers; everything else is above. */
  context: Context<ApiEnv>;
};

export type Handler<Declared extends Operation> = (request: OperationRequest<Declared>) => AnswerOf<Declared> | Promise<AnswerOf<Declared>>;

/** Registers the operation's route. */
export function serve<Declared extends Operation>(api: Hono<ApiEnv>, operation: Declared, handle: Handler<Declared>): void {
  api.on(operation.method.toUpperCase(), routeOf(operation.path), async (context) => {
    const request = {
      params: operation.params && parseParams(context.req.param(), operation.params),
      query: operation.query && parseValue(context.req.query(), operation.query),
      body: await readBody(context, operation),
      viewer: viewerOf(context),
      url: urlOf(context, operation),
      claims: context.get("claims"),
      context,
    };
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- each part was parsed by the schema that its type is inferred from
    const body = await handle(request as OperationRequest<Declared>);
    return respond(context, operation, body);
  });
}

function urlOf(context: Context<ApiEnv>, { query }: Operation): string {
  const asked = new URL(context.req.url);
  const url = new URL(asked.pathname, originOf(context.env, context.req.raw));
  for (const [name, value] of asked.searchParams) if (query && name in query.shape) url.searchParams.append(name, value);
  return url.href;
}

function parseParams(values: Record<string, string>, schema: NonNullable<Operation["params"]>): unknown {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new ClientError("invalid_id", { field: String(parsed.error.issues[0]?.path[0] ?? "id") });
}

async function readBody(context: Context<ApiEnv>, { body, upload }: Operation): Promise<unknown> {
  if (upload) return readText(context.req.raw.body, uploadLimitBytes);
  return body && parseBody(context, body, { limitBytes: bodyLimitBytes, emptyAs: {} });
}

async function respond(context: Context<ApiEnv>, operation: Operation, body: unknown): Promise<Response> {
  const status = operation.status ?? 200;
  if (typeof body !== "object" || body === null) return context.body(null, status, { "cache-control": "no-store" });
  if (operation.method === "get") return answer(context, body);
  return context.json(body, status === 204 ? 200 : status, { "cache-control": "no-store" });
}
