/** Serves operations of the Web API to a viewer. */
import type { Operation } from "../../../contracts/web-api/operation.ts";
import { createServe, type OperationRequest as Request } from "../../../frame/web-api/serve.ts";
import type { Viewer } from "../present.ts";
import type { ApiEnv } from "./env.ts";
import { viewerOf } from "./viewer.ts";

export type OperationRequest<Declared extends Operation> = Request<Declared, ApiEnv, { viewer: Viewer }>;

/** Registers the operation's route. */
export const serve = createServe<ApiEnv, { viewer: Viewer }>((context) => ({ viewer: viewerOf(context) }));
