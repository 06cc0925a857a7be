/** Serves operations of the player to whoever's session it is. */
import { env } from "cloudflare:workers";
import type { ConnectViewer } from "../../../contracts/connect-session.ts";
import type { ContentService } from "../../../contracts/content.ts";
import type { Operation } from "../../../contracts/web-api/operation.ts";
import { originOf } from "../../../frame/origin.ts";
import { createServe, type OperationRequest } from "../../../frame/web-api/serve.ts";
import type { ConnectEnv } from "../env.ts";
import { connectViewerOf } from "../session.ts";

/** `origin`: of links. */
type Listening = { viewer: ConnectViewer; origin: string };

export type PlayerRequest<Declared extends Operation> = OperationRequest<Declared, ConnectEnv, Listening>;

/** Registers the operation's route. */
export const serve = createServe<ConnectEnv, Listening>((context) => ({
  viewer: connectViewerOf(context.get("claims")),
  origin: originOf(context.env, context.req.raw),
}));

/** A Worker knows another one's RPC by contract, not by its source. */
export function content(): ContentService {
  return env.CONTENT as Fetcher & ContentService;
}
