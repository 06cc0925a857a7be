import type { WebApiEnv } from "../../frame/web-api/env.ts";

/** What every route of this Worker finds in its context. */
export type ConnectEnv = WebApiEnv<Env>;
