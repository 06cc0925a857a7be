/** The protocol's description, for makers of devices and their generators. */
import type { Context } from "hono";
import { describeConnect } from "../../contracts/connect-asyncapi.ts";
import { originOf } from "../../frame/origin.ts";
import { answer } from "../../frame/web-api/answer.ts";
import type { ConnectEnv } from "./env.ts";

const described = new Map<string, object>();

export function answerAsyncApi(context: Context<ConnectEnv>): Promise<Response> {
  const origin = originOf(context.env, context.req.raw);
  const document = described.get(origin) ?? describeConnect(origin);
  described.set(origin, document);
  return answer(context, document);
}
