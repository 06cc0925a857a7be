/** The frame that every Worker stands in: request ids, one log line and one count a request, errors from the closed set. */
import { Hono, type Context } from "hono";
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import { HTTPException } from "hono/http-exception";
import { ClientError, isErrorCode, messageOf, statusOf, type ErrorBody, type ErrorCode } from "../contracts/errors.ts";
import { count, scheduleFlush, type MetricsNamespace } from "./metrics.ts";
import { findUndeclared, policyOf, type Policies, type Policy } from "./policy.ts";
import { describeFault, writeLine } from "./request-log.ts";
import { secureHeaders } from "./security-headers.ts";

export type FrameBindings = { METRICS?: MetricsNamespace };
export type FrameVariables = {
  requestId: string;
  errorCode: ErrorCode | undefined;
  fault: string | undefined;
  /** Of the route that will answer; undefined when none will. */
  policy: Policy | undefined;
};
export type FrameEnv<Bindings extends object = object, Variables extends object = object> = {
  Bindings: Bindings & FrameBindings;
  Variables: Variables & FrameVariables;
};

const requestIdPattern = /^[A-Za-z0-9_-]{8,64}$/;

/** Of each app that was made: routes without a policy, and policies without a route. `npm run check` asks. */
export const undeclaredRoutes = new Map<string, () => string[]>();

/**
 * @param options.worker name for logs and metrics, e.g. `media`
 * @param options.policies of all its routes: one that is not declared answers nobody
 */
export function createApp<Bindings extends object, Variables extends object = object>(options: {
  worker: string;
  policies: Policies;
}): Hono<FrameEnv<Bindings, Variables>> {
  const { worker, policies } = options;
  const app = new Hono<FrameEnv<Bindings, Variables>>();
  app.use(observeRequests(worker));
  app.use(readPolicy(policies));
  app.onError((error, context) => answerError(context, error));
  app.notFound((context) => answerError(context, new ClientError("not_found")));
  undeclaredRoutes.set(worker, () => findUndeclared(app.routes, policies));
  return app;
}

function readPolicy(policies: Policies) {
  return createMiddleware<FrameEnv>(async (context, next) => {
    context.set("policy", policyOf(policies, context));
    await next();
  });
}

function observeRequests(worker: string) {
  return createMiddleware<FrameEnv>(async (context, next) => {
    const started = performance.now();
    const offered = context.req.header("x-request-id");
    const requestId = offered && requestIdPattern.test(offered) ? offered : crypto.randomUUID();
    context.set("requestId", requestId);
    await next();
    context.header("x-request-id", requestId);
    secureHeaders(context.res.headers, context.req.url.startsWith("https:"));
    report(context, worker, performance.now() - started);
  });
}

function report(context: Context<FrameEnv>, worker: string, ms: number): void {
  const labels = { worker, method: context.req.method, route: routePath(context, -1), status: context.res.status };
  const code = context.get("errorCode");
  const fault = context.get("fault");
  const colo: unknown = context.req.raw.cf?.["colo"];
  writeLine({
    kind: "request",
    at: new Date().toISOString(),
    request_id: context.get("requestId"),
    ...labels,
    ms: Math.round(ms * 100) / 100,
    ...(code && { code }),
    ...(typeof colo === "string" && { colo }),
    ...(fault && { fault }),
  });
  count(labels, ms);
  const namespace = context.env.METRICS;
  if (namespace) scheduleFlush(namespace, (work) => context.executionCtx.waitUntil(work));
}

/** Any error as an answer: a client's own with its code, all else as `internal` (or `overloaded`, where the platform says so). */
export function answerError(context: Context, thrown: unknown): Response {
  const known = clientErrorOf(thrown);
  context.set("errorCode", known.code);
  if (known.code === "internal") context.set("fault", describeFault(causeOf(thrown)));
  for (const [name, value] of Object.entries(known.headers)) context.header(name, value);
  if (known.code === "overloaded") context.header("retry-after", "2");
  // RFC 6750, section 3.1: wherever it is found out, clients are to throw the token away.
  if (known.code === "token_revoked") context.header("www-authenticate", `Bearer error="invalid_token"`);
  context.header("cache-control", "no-store");
  const requestId: unknown = context.get("requestId");
  return context.json(errorBody(known, typeof requestId === "string" ? requestId : undefined), statusOf(known.code));
}

/** The body that tells a client of an error, for answers made outside of a Hono context too. */
export function errorBody(error: ClientError, requestId: string | undefined): ErrorBody {
  return {
    error: {
      status: statusOf(error.code),
      message: error.message,
      reason: error.code,
      ...(error.field !== undefined && { field: error.field }),
      ...(requestId !== undefined && { request_id: requestId }),
    },
  };
}

/** What a client is told of whatever was thrown. */
export function clientErrorOf(thrown: unknown): ClientError {
  return asClientError(causeOf(thrown));
}

/** The query builder wraps what D1 says; its own message quotes parameters. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && !(error instanceof ClientError) && error.cause instanceof Error ? error.cause : error;
}

function asClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof HTTPException) return new ClientError(error.status === 404 ? "not_found" : "invalid_request");
  // An error thrown across RPC keeps its message but not its class.
  if (error instanceof Error && error.name === "ClientError") {
    const code = "code" in error && typeof error.code === "string" && isErrorCode(error.code) ? error.code : undefined;
    if (code) return new ClientError(code, { message: error.message });
  }
  if (error instanceof Error && /overloaded|D1_ERROR: .*(busy|queued)/i.test(error.message)) return new ClientError("overloaded");
  return new ClientError("internal", { message: messageOf("internal") });
}
