/** Serves operations as contracts/web-api declares them: what a client sent is read by its schemas, what it gets is tagged and typed. */
import type { Context, Hono } from "hono";
import type { AccessClaims } from "../../contracts/access-token.ts";
import { ClientError } from "../../contracts/errors.ts";
import { routeOf, type AnswerOf, type BodyOf, type Operation, type ParamsOf, type QueryOf } from "../../contracts/web-api/operation.ts";
import { originOf, type OriginBindings } from "../origin.ts";
import { parseBody, parseValue, readText } from "../parse.ts";
import { answer } from "./answer.ts";
import type { WebApiEnv } from "./env.ts";

/** The Web API's own limit for pictures, base64 as they come. */
const uploadLimitBytes = 256 * 1024;
const bodyLimitBytes = 256 * 1024;

/** @typeParam Added what a Worker gives all of its handlers besides */
export type OperationRequest<Declared extends Operation, Environment extends WebApiEnv, Added extends object> = {
  params: ParamsOf<Declared>;
  query: QueryOf<Declared>;
  body: BodyOf<Declared>;
  /** What was asked for, with those parameters that the operation knows: pages of a list link to one another by it. */
  url: string;
  claims: AccessClaims;
  /** For bindings and headers; everything else is beside it. */
  context: Context<Environment>;
} & Added;

export type Handler<Declared extends Operation, Environment extends WebApiEnv, Added extends object> = (
  request: OperationRequest<Declared, Environment, Added>,
) => AnswerOf<Declared> | Promise<AnswerOf<Declared>>;

/** @param add what handlers find in their request besides @returns how a Worker registers an operation's route */
export function createServe<Environment extends WebApiEnv, Added extends object>(add: (context: Context<Environment>) => Added) {
  return function serve<Declared extends Operation>(
    router: Hono<Environment>,
    operation: Declared,
    handle: Handler<Declared, Environment, Added>,
  ): void {
    router.on(operation.method.toUpperCase(), routeOf(operation.path), async (context) => {
      const request = {
        params: operation.params && parseParams(context.req.param(), operation.params),
        query: operation.query && parseValue(context.req.query(), operation.query),
        body: await readBody(context, operation),
        url: urlOf(context.env, context.req.raw, operation),
        claims: context.get("claims"),
        context,
        ...add(context),
      };
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- each part was parsed by the schema that its type is inferred from
      const body = await handle(request as unknown as OperationRequest<Declared, Environment, Added>);
      return respond(context, operation, body);
    });
  };
}

function urlOf(env: OriginBindings, request: Request, { query }: Operation): string {
  const asked = new URL(request.url);
  const url = new URL(asked.pathname, originOf(env, request));
  for (const [name, value] of asked.searchParams) if (query && name in query.shape) url.searchParams.append(name, value);
  return url.href;
}

function parseParams(values: Record<string, string>, schema: NonNullable<Operation["params"]>): unknown {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new ClientError("invalid_id", { field: String(parsed.error.issues[0]?.path[0] ?? "id") });
}

async function readBody(context: Context, { body, upload }: Operation): Promise<unknown> {
  if (upload) return readText(context.req.raw.body, uploadLimitBytes);
  return body && parseBody(context, body, { limitBytes: bodyLimitBytes, emptyAs: {} });
}

async function respond(context: Context, operation: Operation, body: unknown): Promise<Response> {
  const status = operation.status ?? 200;
  if (typeof body !== "object" || body === null)
    return context.body(null, operation.mayBeEmpty ? 204 : status, { "cache-control": "no-store" });
  if (operation.method === "get") return answer(context, body);
  return context.json(body, status === 204 ? 200 : status, { "cache-control": "no-store" });
}
