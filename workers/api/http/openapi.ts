/** The Web API's description, for generators of clients and for the page at /docs. */
import type { Context } from "hono";
import { describeWebApi } from "../../../contracts/web-api/openapi.ts";
import { operations } from "../../../contracts/web-api/operations.ts";
import { originOf } from "../../../frame/origin.ts";
import { answer } from "../../../frame/web-api/answer.ts";
import type { ApiEnv } from "./env.ts";

const described = new Map<string, object>();

export function answerOpenApi(context: Context<ApiEnv>): Promise<Response> {
  const origin = originOf(context.env, context.req.raw);
  const document = described.get(origin) ?? describeWebApi(operations, origin);
  described.set(origin, document);
  return answer(context, document);
}
